"""What a team plans: tasks with who and by when, and milestones."""
