"""What stops a start, told in one line with its cure."""


class CannotStart(Exception):
    """A server of ours cannot start; the text names the cause and what to do about it."""
