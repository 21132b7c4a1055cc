"""The demo community: invented people and projects, the same on every machine."""
