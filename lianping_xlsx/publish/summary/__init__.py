"""汇总表.xlsx: one small file a sheet; ``workbook.write_summary`` puts them together."""
