"""Why a calendar object was not made."""


class CalendarRefused(ValueError):
    """A value that may not stand in a calendar object: names the field, the value and the cure."""

    def __init__(self, field: str, value: object, cure: str) -> None:
        self.field = field
        self.value = value
        self.cure = cure
        super().__init__(f"{field}={value!r}: {cure}")
