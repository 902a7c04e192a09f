"""4审定: the files that leave the office after the decision."""
