"""Child processes that read replies under limits, and the cache of what they read."""
