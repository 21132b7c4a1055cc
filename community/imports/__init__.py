"""Bringing a community in from CSV files: read, check, apply, undo."""
