"""Whole campaigns: the samples, decisions that survive, counts against the oracle."""
