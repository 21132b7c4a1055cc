"""What members are told of: one kind for each sort of event."""
