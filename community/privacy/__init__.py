"""One's own data: who sees it, what is kept, taking it along, leaving."""
