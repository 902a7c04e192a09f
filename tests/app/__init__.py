"""What the stages do with files, seen without the command line."""
