"""Why a mail was not built."""


class MailRefused(ValueError):
    """A value that may not stand in a mail: names the field, the value and the cure."""

    def __init__(self, field: str, value: object, cure: str) -> None:
        self.field = field
        self.value = value
        self.cure = cure
        super().__init__(f"{field}={value!r}: {cure}")
