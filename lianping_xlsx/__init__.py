"""lianping-xlsx: the 联述联评联考 assessment, from blank forms to the summary workbook."""

__version__ = "0.4.0"
