"""Why an address was not fetched."""


class NotFetched(Exception):
    """The words are for a person, name the cure, and hold nothing of the address but its host: the rest is secret."""

    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__(words)
