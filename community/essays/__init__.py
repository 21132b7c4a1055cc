"""The Lab essays: a numbered series, its essays and their versions."""
