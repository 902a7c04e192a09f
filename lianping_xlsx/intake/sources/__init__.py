"""Where replies come from: the folder 2收回, archives and mails in it."""
