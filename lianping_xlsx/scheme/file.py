"""The scheme's file: its name alone, for those who need no more of it."""

SCHEME_FILE = "考核方案.xlsx"
