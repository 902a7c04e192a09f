"""What may leave, and in which words: above the count, below every output."""
