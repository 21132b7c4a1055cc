"""Measurements: how long pages and suggestions take, and how good they are."""
