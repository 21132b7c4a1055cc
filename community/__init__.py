"""Common Thread: a community connection platform for peer support."""

__version__ = "0.8.0"
