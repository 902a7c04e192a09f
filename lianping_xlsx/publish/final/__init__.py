"""4审定: what leaves the office after the decision."""
