"""Mails to the 填报单位 as drafts (.eml): what they say, and how they are written. Nothing is ever sent."""
