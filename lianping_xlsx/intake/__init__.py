"""Replies (2收回) become entries of forms, each with the address of the cell in which it stands.

Each room imports only rooms below it: ``gather`` reads a whole folder; ``workers`` reads one file, in child processes;
``resolution`` decides between versions of one form; ``reading`` reads one sheet through the layout of its form;
``sources`` finds and opens the files; ``returns`` names what becomes of each form and file.
"""
