"""Blocks, reports and house rules."""
