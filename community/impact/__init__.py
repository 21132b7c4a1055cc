"""What changed: noted by members, checked by organisers, tied to what caused it."""
