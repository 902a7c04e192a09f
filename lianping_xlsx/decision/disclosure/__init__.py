"""Rules of disclosure: which figures may leave the office, and in which words. Above the count, below all outputs."""
