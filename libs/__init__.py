"""How Gongjian talks to the world; knows no business word."""
