"""What people decide and what may be told of it: pure, draws nothing."""
