"""The Word files of 4审定, in the look of GB/T 9704-2012 (党政机关公文格式): what an office signs."""
