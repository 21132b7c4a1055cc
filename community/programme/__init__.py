"""What the Lab holds: events, who was there, and what began at one."""
