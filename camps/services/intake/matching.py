"""Which rows of a sheet are about somebody who is registered at the camp already."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from camps.queries.standing import Known, sorted_words
from camps.sheets.doubles import PHONE_DIGITS, name_letters
from camps.sheets.people import Person

DAYS_APART = 31  # an age gives another birth date once a camp was postponed

Sign = Callable[[Person, Known], bool]


def match_people(
    people: Iterable[Person], *, known: Mapping[str, list[Known]], not_these: Collection[int], twins: Collection[int]
) -> tuple[dict[int, int], set[int]]:
    """The registration (id) by sheet row, each of them once, and which `twins` are registered by themselves already.

    The letters of the name agree always. Sure signs, a phone or mail in common, are looked for in every row before
    weaker ones, so nobody is taken from the row that knows his or her number. `not_these` rows are new people by a
    person's word. Twins of an earlier row come last: one that has a registration of its own is somebody else.
    """
    rows = [person for person in people if person.sheet_row not in not_these]
    first = [person for person in rows if person.sheet_row not in twins]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for group, signs in ((first, SURE), (first, WEAK), ([p for p in rows if p.sheet_row in twins], SURE)):
        for person in group:
            if person.sheet_row in found:
                continue
            standing = _best(person, known.get(name_letters(person.name), ()), taken=taken, signs=signs)
            if standing is not None:
                found[person.sheet_row] = standing.registration
                taken.add(standing.registration)
    return found, {row for row in found if row in twins}


def _best(person: Person, candidates: Iterable[Known], *, taken: set[int], signs: tuple[Sign, ...]) -> Known | None:
    free = [known for known in candidates if known.registration not in taken]
    if not free:
        return None
    words = sorted_words(person.name)
    free.sort(key=lambda known: known.words != words)  # stable: then by card number
    return next((known for sign in signs for known in free if sign(person, known)), None)


def _own_phone(person: Person, known: Known) -> bool:
    return any(phone[-PHONE_DIGITS:] in known.phones for phone in person.phones)


def _mail(person: Person, known: Known) -> bool:
    return bool(person.email) and person.email.lower() in known.mails


def _any_phone_and_the_name(person: Person, known: Known) -> bool:
    """One mother may bring two children whose names share their letters: only the very name tells them apart."""
    numbers = {phone[-PHONE_DIGITS:] for phone in (*person.phones, *person.guardian_phones)}
    return sorted_words(person.name) == known.words and not numbers.isdisjoint(known.phones | known.guardian_phones)


def _same_row(person: Person, known: Known) -> bool:
    """The phone was put right in the sheet, and the sheet is loaded again."""
    return person.sheet_row == known.sheet_row and not _contradicts(person, known)


def _nothing_to_call(person: Person, known: Known) -> bool:
    return (
        not person.has_contact
        and not known.has_contact
        and not _contradicts(person, known)
        and person.town == known.town
    )


def _born_that_day(person: Person, known: Known) -> bool:
    """Not by an age: two people of one name and about one age are common; so is 1 January for "some day that year"."""
    born = person.birth_date
    if born is None or person.birth_estimated or known.birth_estimated or (born.month, born.day) == (1, 1):
        return False
    return born == known.birth_date and not _contradicts(person, known)


def _contradicts(person: Person, known: Known) -> bool:
    if person.sex and known.sex and person.sex != known.sex:
        return True
    if person.birth_date is None or known.birth_date is None:
        return False
    return abs((person.birth_date - known.birth_date).days) > DAYS_APART


SURE: tuple[Sign, ...] = (_own_phone, _mail, _any_phone_and_the_name)
WEAK: tuple[Sign, ...] = (_same_row, _nothing_to_call, _born_that_day)
