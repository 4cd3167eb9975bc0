"""A person of a registration sheet, as read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Person:
    """One understood row. Phones are E.164; `procedure` is a code, or several with + between them
    (`codes_in`); `urgency` is 1 to 4; `arrives_from` is a day of the camp from 1.

    Empty text and None mean that the sheet says nothing. An estimated birth date must not be shown as exact.
    """

    sheet_row: int
    name: str
    birth_date: date | None = None
    birth_estimated: bool = False
    sex: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    town: str = ""
    km: int | None = None
    complaint: str = ""
    procedure: str = ""
    haemoglobin: Decimal | None = None  # g/dL
    language: str = ""
    guardian_name: str = ""
    guardian_phones: tuple[str, ...] = ()
    family: str = ""
    arrives_from: int | None = None
    earliest_time: str = ""  # hours and minutes
    home_by: str = ""
    diabetic: bool = False
    infected: bool = False
    urgency: int = 4
    remarks: str = ""

    @property
    def has_contact(self) -> bool:
        return bool(self.phones or self.email or self.guardian_phones)

    def as_json(self) -> dict[str, Any]:
        """Plain values for a JSON column; `from_json` gives the same person back."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in FIELDS_OF_PERSON}
        plain["birth_date"] = self.birth_date.isoformat() if self.birth_date else None
        plain["haemoglobin"] = str(self.haemoglobin) if self.haemoglobin is not None else None
        plain["phones"], plain["guardian_phones"] = list(self.phones), list(self.guardian_phones)
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Person:
        return cls(
            **{
                **plain,
                "birth_date": date.fromisoformat(plain["birth_date"]) if plain["birth_date"] else None,
                "haemoglobin": Decimal(plain["haemoglobin"]) if plain["haemoglobin"] is not None else None,
                "phones": tuple(plain["phones"]),
                "guardian_phones": tuple(plain["guardian_phones"]),
            }
        )


FIELDS_OF_PERSON = tuple(field.name for field in fields(Person))
