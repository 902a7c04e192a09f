"""版本对照.xlsx: versions of one form side by side."""
