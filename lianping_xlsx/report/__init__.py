"""What leaves: the summary workbook, the decision table, the returned files, the record. Computes nothing."""
