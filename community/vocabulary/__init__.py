"""The lists the community speaks in, and its settings."""
