"""THE definition of each form (表样): where every cell is and what a mark there means. Pure."""
