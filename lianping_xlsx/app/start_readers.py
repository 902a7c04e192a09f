"""The child processes that read replies, called in before they are needed: they take their time to arrive."""

from lianping_xlsx.intake.workers.isolation import get_ready

WORKER = "lianping_xlsx.intake.workers.worker"
"""Where they work; by name, for importing it here is what we would not wait for."""


def call_readers() -> None:
    """Start what the children start from; calling twice, or for nothing, does no harm."""
    get_ready(WORKER)
