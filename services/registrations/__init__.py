"""Registrations 报到: who is a member, and at which communities members serve."""
