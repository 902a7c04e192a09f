"""Spoilt workbooks, each made from good bytes by a function that says in its name what is wrong with it."""
