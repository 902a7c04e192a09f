"""等次审定表.xlsx: the table in which the decision is typed."""
