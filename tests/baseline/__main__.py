"""``python -m tests.baseline`` writes ``digests.json`` anew."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.baseline.digests import record

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        record(Path(folder))
