"""The published language: facts, their types and codes. Every service may import it."""
