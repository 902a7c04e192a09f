"""The floor that draws workbooks, Word files and mails. It computes no figure."""
