"""Ideas: the stage before a project."""
