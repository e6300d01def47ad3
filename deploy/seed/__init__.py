"""Data for a new installation, loaded by the commands that people use."""
