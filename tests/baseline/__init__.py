"""The recorded baseline: a digest of every output of the samples and of the campaigns in tests/issued."""
