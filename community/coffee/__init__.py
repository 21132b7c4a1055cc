"""Coffee rounds: once a month, somebody new to talk with, for whoever takes part."""
