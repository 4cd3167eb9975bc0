"""What the look may weigh, and the manners its files keep."""

import gzip
import re
from pathlib import Path

import pytest

import camps
from camps.look.daygrid import stylesheet
from tests.camps.look.conftest import render_page

APP = Path(camps.__file__).parent
STATIC = APP / "static" / "camps"
TEMPLATES = sorted(path for path in (APP / "templates").rglob("*.html"))
WRITTEN = [STATIC / name for name in ("console.css", "patient.css", "sheets.css")]
# Sides have names that turn with the script; left and right do not.
PHYSICAL = re.compile(
    r"(?:margin|padding|border)-(?:left|right)|[\s;{](?:left|right):|text-align:\s*(?:left|right)|float:"
)
FOUR_SIDES = re.compile(r"(?:margin|padding):\s*([^\s;]+) ([^\s;]+) ([^\s;]+) ([^;\s]+)\s*;")
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)")


def packed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


@pytest.mark.parametrize(("name", "most"), [("console.css", 30_000), ("patient.css", 8_000), ("console.js", 9_000)])
def test_a_file_keeps_its_budget(name: str, most: int) -> None:
    assert (STATIC / name).stat().st_size <= most


def test_the_script_stays_short() -> None:
    assert (STATIC / "console.js").read_text().count("\n") < 200


@pytest.mark.parametrize("page", ["/style/patient/", "/style/patient-form/"])
def test_a_patient_page_with_its_style_is_at_most_14_kilobytes(page: str) -> None:
    assert packed(render_page(page)) + packed((STATIC / "patient.css").read_text()) <= 14_000


def test_a_patient_page_needs_no_script() -> None:
    assert "<script" not in render_page("/style/patient/")


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_styles_know_no_left_and_right(path: Path) -> None:
    css = path.read_text()
    assert PHYSICAL.findall(css) == []
    assert [sides for sides in FOUR_SIDES.findall(css) if sides[1] != sides[3]] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(APP / "templates")))
def test_templates_hold_no_inline_style_or_script(path: Path) -> None:
    assert INLINE.findall(path.read_text()) == []


def test_the_day_grid_stylesheet_is_the_one_the_code_makes() -> None:
    assert (STATIC / "daygrid.css").read_text() == stylesheet()


def test_every_token_a_style_uses_is_set_somewhere() -> None:
    for path in WRITTEN:
        css = path.read_text()
        used = set(re.findall(r"var\((--[a-z0-9-]+)\)", css))
        assert used - set(re.findall(r"(--[a-z0-9-]+):", css)) == set(), path.name
