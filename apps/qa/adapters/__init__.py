"""The search engines behind the port of apps/qa/ports.py."""
