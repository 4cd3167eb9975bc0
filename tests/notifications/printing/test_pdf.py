"""The PDFs themselves: every row, every page numbered, the letters of every name, and nothing asked of a network."""

import logging
import sys

import pytest
from django.core.exceptions import SuspiciousOperation

from camps.models import Patient
from notifications.errors import PaperMissing
from notifications.models import Printing
from notifications.services.pdf import pdf_of, static_file
from tests.factories.schedule import add_patient
from tests.notifications.printing.reading import pages_of, sizes_of
from tests.notifications.visit.conftest import words

PRINT = "/camps/small/print/"
PDF = {"as": "pdf"}


def test_the_gate_list_has_every_name_on_numbered_pages(sign_in, published):
    for number in range(5, 46):
        add_patient(published, number=number, procedure="LOOK")
    pages = pages_of(sign_in().post(f"{PRINT}gate/", PDF))
    text = " ".join(pages)
    assert [number for number in range(1, 46) if f"{number:03d}" not in text] == []
    assert len(pages) > 1
    for n, page in enumerate(pages, start=1):
        assert f"Page {n} of {len(pages)}" in page
        assert "Gate list: print 1, Monday 1 February, midday" in page


def test_letters_of_arabic_and_yoruba_are_there(sign_in, published, caplog):
    """A font that lacks a letter would print a box: WeasyPrint says so in its log."""
    names = ("Ọláwálé Adéyẹmí Ṣọlá", "مريم حسن", "Ɗanjuma Ƙwairanga")
    for registration, name in zip(published.registrations, names, strict=False):
        Patient.objects.filter(pk=registration.patient_id).update(name=name)
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        (page,) = pages_of(sign_in().post(f"{PRINT}gate/", PDF))
    missing = [record.getMessage() for record in caplog.records if "notdef" in record.getMessage()]
    assert missing == [], "no font here has these letters; on Debian: apt-get install fonts-dejavu-core"
    assert names[0] in page
    assert names[2] in page
    assert {"مريم", "حسن"} <= set(page.split())


def test_a_day_list_is_a_landscape_page_a_station(sign_in, published):
    answer = sign_in().post(f"{PRINT}staff/", PDF)
    assert answer["Content-Disposition"] == 'attachment; filename="small-day-2027-03-01.pdf"'
    assert sizes_of(answer) == [(297, 210)] * 2
    desk, table = pages_of(answer)
    assert "Ruth Look" in desk
    assert "Bone operation" in table
    assert "Page 2 of 2" in table
    assert "Day list, Table 1, Monday 1 March: print 1" in table


def test_without_the_text_engine_the_page_offers_the_browser_and_names_the_package(sign_in, published, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)  # importing it raises ImportError
    said = words(sign_in().post(f"{PRINT}theatre/", PDF))
    assert "This server cannot make PDFs: print this page with the browser instead." in said
    assert "apt-get install libpango-1.0-0" in said
    assert "preview, not a print" in said
    assert not Printing.objects.exists()
    with pytest.raises(PaperMissing):
        pdf_of("<p>x</p>")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://example.org/static/camps/sheets.css",
        "http://paper.invalid/media/x",
        "http://paper.invalid/static/../manage.py",
        "http://paper.invalid/static/camps/nothing.css",
        "data:text/css,p{}",
    ],
)
def test_nothing_but_our_static_files_is_ever_read(address):
    with pytest.raises((ValueError, SuspiciousOperation)):
        static_file(address)


def test_a_page_that_asks_for_more_makes_no_pdf():
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError):
        pdf_of('<p>x</p><img src="http://169.254.169.254/">')


def test_the_gate_list_is_laid_out_as_one_line_a_person(sign_in, published, monkeypatch):
    """A table of 919 people takes eight seconds; what counts is how many elements each of them adds."""
    made, client = [], sign_in()
    monkeypatch.setattr("notifications.views.paper.pdf_of", lambda html: made.append(html) or b"%PDF")

    def elements():
        client.post(f"{PRINT}gate/", PDF)
        return made[-1].count("<")

    few = elements()
    for number in range(5, 25):
        add_patient(published, number=number, procedure="LOOK")

    assert elements() - few < 20 * 3  # <p> and </p>, and those of new letters
