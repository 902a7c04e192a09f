"""Two years of an invented county, as its people do them: at the console and in a spreadsheet program."""
