"""Mails to the 填报单位 as drafts (.eml): their texts and their format. The program never sends one."""
