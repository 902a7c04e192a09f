"""The command ``lianping-xlsx``, and ``python -m lianping_xlsx``.

Each process that reads replies imports this module again: so it imports the commands only when one is called.
"""

from __future__ import annotations

from typing import NoReturn


def main() -> NoReturn:
    """Run the command of the command line, and exit with its code."""
    from lianping_xlsx.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
