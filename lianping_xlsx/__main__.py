"""``python -m lianping_xlsx``: the same as the command ``lianping-xlsx``."""

from lianping_xlsx.cli.main import main

if __name__ == "__main__":
    main()
