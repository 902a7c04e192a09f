"""The command ``lianping-xlsx``, and ``python -m lianping_xlsx``.

``python -m`` looks for modules in the current folder first: a reply called socket.py would be run by whoever starts the
program in 2收回. So that folder leaves the path before anything else is imported; even ``from __future__`` would be
looked for there. It stays where it holds the program itself, which the processes that read replies would not find else.
What Python imports before it comes here, ``importlib`` and what that needs, only ``python -P -m`` protects.
"""

import os  # which is a part of the interpreter, as sys is
import sys

if __name__ == "__main__" and not (
    sys.flags.safe_path or __file__ == f"{sys.path[0]}{os.sep}lianping_xlsx{os.sep}__main__.py"
):
    del sys.path[0]

import atexit
from typing import NoReturn

from lianping_xlsx.cli.main import main as run


def main() -> NoReturn:
    """Run the command of the command line, and end the process with its exit code.

    The process ends at once: to free a million objects one by one takes a tenth of a second. What is registered for
    the end is done before. Where the output cannot be written, the interpreter ends as usual and says so.
    """
    # Else numpy, which pandas imports, starts threads for products of matrices: each spins at first, none is needed.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        run()
    except SystemExit as end:
        atexit._run_exitfuncs()
        for stream in filter(None, (sys.stdout, sys.stderr)):  # None where the process was started without
            stream.flush()
        os._exit(end.code if isinstance(end.code, int) else 0)


def launched() -> NoReturn:
    """The same for a launcher, which starts this function by ``-c`` and gives its own path first.

    Messages then name the program as the launcher.
    """
    del sys.argv[0]
    main()


if __name__ == "__main__":
    main()
