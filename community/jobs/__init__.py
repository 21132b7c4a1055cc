"""Work beside requests: rows of the outbox, and what is done again and again."""
