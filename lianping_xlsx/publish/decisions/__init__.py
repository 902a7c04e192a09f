"""等次审定表.xlsx: the workbook in which the decision is typed."""
