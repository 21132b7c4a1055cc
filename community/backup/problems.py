"""What can go wrong with a backup, in a sentence that says what to do."""


class BackupProblem(Exception):
    """A backup could not be made, read or put back; the message says why."""
