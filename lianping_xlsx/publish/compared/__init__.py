"""版本对照.xlsx: the versions of a form beside each other."""
