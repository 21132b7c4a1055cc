"""Surveys: what is known of others, and small ones of our own."""
