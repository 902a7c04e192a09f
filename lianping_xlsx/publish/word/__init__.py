"""Word files of 4审定: templates, the program's own or the office's, filled in with values.

``circular`` and ``letter`` make the values, ``template_names`` declares their names, ``template_package`` opens a file,
``office_templates`` checks what it says, compiles it and fills it in, or takes the program's own where the office's
cannot be used, and ``page_layout`` sets what depends on the words.
"""
