"""The community as a network: its map, its measures over time, and how to weave it."""
