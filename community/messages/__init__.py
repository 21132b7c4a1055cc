"""Conversations between a few people, in plain text."""
