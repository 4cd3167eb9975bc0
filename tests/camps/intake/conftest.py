"""A camp of each sample folder, and sheets written in a line or two."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django_scopes import scope, scopes_disabled

from camps.models import Camp, Organisation, Registration, SheetImport, User
from camps.services.intake.checking import check
from camps.services.intake.committing import commit
from camps.services.intake.staging import stage
from camps.services.loading import load_camp
from camps.sheets.bundle import Bundle, read_bundle
from camps.sheets.report import Report
from tests.camps.sheets.samples import SAMPLES
from tests.factories.camps import make_user

NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
HEADINGS = "No,Name,Age,Sex,Phone,Town,Procedure,Guardian,Guardian phone,Urgency"


@pytest.fixture
def organiser(db) -> User:
    return make_user("organiser@team.test", name="Ola Organiser")


@pytest.fixture
def begin_camp(kept):
    return kept("begin_camp", ortho_camp)


@pytest.fixture
def camp(begin_camp, db) -> Iterator[Camp]:
    """The ortho camp, with nobody registered yet; its team's rows are in reach."""
    with scopes_disabled():
        made = begin_camp()
    with scope(organisation=made.organisation):
        yield made


@pytest.fixture
def standing_camp(transactional_db) -> Iterator[Camp]:
    """As `camp`, for tests that look from other connections: its rows are really there."""
    made = ortho_camp()
    with scope(organisation=made.organisation):
        yield made


def ortho_camp() -> Camp:
    return loaded(read_bundle(SAMPLES / "ortho"))


def loaded(bundle: Bundle) -> Camp:
    """Its camp, of a team of its own."""
    team = Organisation.objects.create(name="Team", slug="team")
    with scope(organisation=team):
        return load_camp(organisation=team, bundle=bundle)


def sheet(*rows: str, headings: str = HEADINGS) -> io.BytesIO:
    """A CSV file of these lines below the headings: sheet rows 2, 3, …"""
    return io.BytesIO("\n".join([headings, *rows]).encode())


def ortho() -> io.BytesIO:
    return io.BytesIO((SAMPLES / "ortho" / "registrations.csv").read_bytes())


def staged(camp: Camp, file: io.BytesIO, *, name: str = "sheet.csv") -> SheetImport:
    """Uploaded and checked, as it stands before the commit."""
    made = stage(camp=camp, file=file, name=name, by=None, now=NOW)
    check(sheet_import=made)
    made.refresh_from_db()
    return made


def committed(camp: Camp, file: io.BytesIO, *, agreed: bool = True) -> SheetImport:
    made = staged(camp, file)
    commit(sheet_import=made, agreed_to_texts=agreed, by=None, now=NOW)
    made.refresh_from_db()
    return made


def outcomes(sheet_import: SheetImport) -> dict[int, str]:
    return dict(sheet_import.rows.values_list("sheet_row", "outcome"))


def names(camp: Camp) -> list[str]:
    return list(Registration.objects.filter(camp=camp).order_by("number").values_list("patient__name", flat=True))


Commit = Callable[[SheetImport], Report]
