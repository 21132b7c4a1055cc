"""Introductions: a mutual contact brings two people together, both agreeing."""
