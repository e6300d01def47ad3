"""Needs, resources with their offers, matching plans and their adoption."""
