"""Accounts, sessions, grants; routing of commands; composed views; the web pages."""
