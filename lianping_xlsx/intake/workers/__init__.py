"""Child processes that read replies under limits: what they do with one file, and the cache of what they read."""
