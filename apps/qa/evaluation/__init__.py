"""Measuring search on collections of others: loaded, searched, rolled back."""
