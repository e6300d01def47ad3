"""Matches resources to needs by the optimum, in a process of its own."""
