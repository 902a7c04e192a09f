"""Child processes that read replies under limits, the reading of one file, and the cache of readings."""
