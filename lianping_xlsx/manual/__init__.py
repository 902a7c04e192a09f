"""操作手册: the manual for the clerk, made from what the program declares and from written chapters."""
