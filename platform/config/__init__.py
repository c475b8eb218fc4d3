"""Composition root: may import everything, nobody imports it."""
