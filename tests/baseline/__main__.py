"""``python -m tests.baseline`` writes ``digests.json`` anew."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.baseline.digests import CAMPAIGNS, SAMPLES, digests_of, record

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        record({name: digests_of(name, Path(folder) / name) for name in (*SAMPLES, *CAMPAIGNS)})
