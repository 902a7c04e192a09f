"""The sources of replies: the files in the folder 2收回, and the members of archives and mails in it."""
