"""The tests. What several rooms share stands beside this file."""

import os

# The programs that tests start do as the command does (lianping_xlsx/__main__.py): numpy starts no threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
