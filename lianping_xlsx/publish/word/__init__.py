"""Word files of 4审定: templates, the program's own or the office's, filled in with values.

``circular`` and ``letter`` make the values, ``template_names`` declares their names, ``template_package`` opens a file,
``document_template`` checks what it says, compiles it and fills it in, ``page_layout`` sets what depends on the words,
and ``office_templates`` takes the program's own where the office's cannot be used.
"""
