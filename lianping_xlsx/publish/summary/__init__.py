"""汇总表.xlsx: one module per sheet; ``summary_workbook.write_summary`` combines them."""
