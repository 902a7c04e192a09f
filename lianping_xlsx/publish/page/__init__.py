"""看板.html: the state of the campaign as one page for a browser."""
