"""From rows to the graph and back: the one adapter."""
