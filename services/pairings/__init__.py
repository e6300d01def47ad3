"""Pairings: co-construction agreements between units and communities, from draft to end."""
