"""Backup and restore of a service's database with its journal, and what the log still knows."""
