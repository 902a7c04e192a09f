"""What leaves the office after the decision."""
