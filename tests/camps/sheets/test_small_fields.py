"""The short fields: sex, haemoglobin, urgency, arrival, language, mail, distance, names, procedures."""

from datetime import date
from decimal import Decimal

import pytest

from camps.sheets.fields.arrival import parse_arrival
from camps.sheets.fields.distances import parse_km
from camps.sheets.fields.haemoglobin import parse_haemoglobin
from camps.sheets.fields.hours import parse_hour
from camps.sheets.fields.languages import parse_language
from camps.sheets.fields.mails import parse_mail
from camps.sheets.fields.procedures import codes_in, parse_procedure
from camps.sheets.fields.sexes import parse_sex
from camps.sheets.fields.text import parse_name, parse_text
from camps.sheets.fields.urgency import parse_urgency
from camps.sheets.fields.yes_no import DIABETIC, parse_yes_no
from camps.sheets.problems import NotUnderstood

CODES = {"HERN-A": "Inguinal hernia repair, adult", "HERN-C": "Herniotomy, child", "HYDRO": "Hydrocelectomy"}
CAMP = {"first_day": date(2027, 3, 1), "days": 3}


def refusal(parse, *args, **kwargs):
    with pytest.raises(NotUnderstood) as refused:
        parse(*args, **kwargs)
    assert refused.value.why
    assert refused.value.cure
    return refused.value.kind


@pytest.mark.parametrize(("text", "sex"), [("M", "M"), ("m.", "M"), ("Male", "M"), ("boy", "M"), ("H", "M"),
        ("Homme", "M"), ("masculin", "M"), ("garçon", "M"), ("F", "F"), ("female", "F"), ("Femme", "F"),
        ("féminin", "F"), ("Fille", "F"), ("♀", "F"), ("", ""), ("-", "")])  # fmt: skip
def test_sex_is_read_in_english_and_french(text, sex):
    assert parse_sex(text) == sex


@pytest.mark.parametrize("text", ["X?", "MF", "yes", "0"])
def test_sex_not_understood_is_refused(text):
    assert refusal(parse_sex, text) == "sex"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("11.2", "11.2"),
        ("11,2", "11.2"),
        ("11.2 g/dl", "11.2"),
        ("9", "9"),
        ("112 g/L", "11.2"),
        (" 10.50", "10.5"),
        ("Hb 10.4", "10.4"),
    ],
)
def test_haemoglobin_is_read_in_grams_a_decilitre(text, value):
    assert parse_haemoglobin(text) == Decimal(value)


def test_haemoglobin_under_a_heading_in_grams_a_litre_is_converted():
    assert parse_haemoglobin("140", heading="Hb (g/L)") == Decimal("14")
    assert parse_haemoglobin("11.2", heading="Hb (g/dl)") == Decimal("11.2")


@pytest.mark.parametrize(("text", "kind"), [("140", "haemoglobin-unit"), ("33%", "haemoglobin-unit"),
        ("400", "haemoglobin-range"), ("0.4", "haemoglobin-range"), ("-11", "haemoglobin-range"),
        ("low", "haemoglobin-words"), ("27", "haemoglobin-range"), ("NaN1", "haemoglobin-words"),
        ("1e5", "haemoglobin-words")])  # fmt: skip
def test_haemoglobin_that_cannot_be_is_refused(text, kind):
    assert refusal(parse_haemoglobin, text) == kind


def test_haemoglobin_left_blank_is_none():
    assert parse_haemoglobin("") is None
    assert parse_haemoglobin("not done") is None


@pytest.mark.parametrize(("text", "level"), [("", 4), ("urgent", 2), ("URGENT!", 2), ("soon", 3), ("routine", 4),
        ("P1", 1), ("p3", 3), ("emergency", 1), ("urgence", 2), ("bientôt", 3), ("normal", 4), ("non urgent", 4),
        ("not urgent", 4)])  # fmt: skip
def test_urgency_is_read_as_a_priority_class(text, level):
    assert parse_urgency(text) == level


def test_urgency_in_other_words_is_refused():
    assert refusal(parse_urgency, "whenever God wills") == "urgency"
    assert refusal(parse_urgency, "P9") == "urgency"


@pytest.mark.parametrize(("text", "day"), [("day 2", 2), ("Day2", 2), ("D2", 2), ("jour 2", 2), ("J2", 2), ("2", 2),
        ("from day 2", 2), ("2nd day", 2), ("2e jour", 2), ("02/03/2027", 2), ("2027-03-02", 2), ("25/02/2027", 1),
        ("Tuesday", 2), ("mardi", 2), ("", None), ("any", None), ("46448", 2)])  # fmt: skip
def test_arrival_is_read_as_a_day_of_the_camp(text, day):
    assert parse_arrival(text, **CAMP) == day


@pytest.mark.parametrize(("text", "kind"), [("day 4", "arrival-range"), ("day 0", "arrival-range"),
        ("05/03/2027", "arrival-range"), ("31/02/2027", "no-such-date"), ("after harvest", "arrival-words"),
        ("Sunday", "arrival-range")])  # fmt: skip
def test_arrival_outside_the_camp_is_refused(text, kind):
    assert refusal(parse_arrival, text, **CAMP) == kind


def test_arrival_on_a_weekday_that_comes_twice_is_refused():
    assert refusal(parse_arrival, "Monday", first_day=date(2027, 3, 1), days=10) == "arrival-words"


@pytest.mark.parametrize(("text", "code"), [("English", "en"), ("hausa", "ha"), ("Igbo", "ig"), ("Pidgin", "pcm"),
        ("Nigerian Pidgin", "pcm"), ("Fulfulde", "ff"), ("Fula", "ff"), ("Français", "fr"), ("anglais", "en"),
        ("Yorùbá", "yo"), ("FR", "fr"), ("en-GB", "en"), ("", "ha"), ("Hausa/English", "ha"), ("Swahili", "sw"),
        ("العربية", "ar")])  # fmt: skip
def test_language_is_read_as_bcp_47(text, code):
    assert parse_language(text, default="ha") == code


def test_language_nobody_knows_is_refused():
    assert refusal(parse_language, "Klingon", default="en") == "language"


@pytest.mark.parametrize(("text", "mail"), [("a.b@example.org", "a.b@example.org"),
        (" A.B@Example.ORG ", "A.B@example.org"), ("mailto:a@example.org", "a@example.org"),
        ("<a@example.org>", "a@example.org"), ("", ""), ("none", ""),
        ("Ada Obi <a@example.org>", "a@example.org")])  # fmt: skip
def test_mail_is_read_whole(text, mail):
    assert parse_mail(text) == mail


@pytest.mark.parametrize("text", ["a@", "@example.org", "a b@example.org", "a@example",
        "a@example.org, b@example.org", "www.example.org", "a@exa mple.org", "a@-example.org",
        "a" * 300 + "@example.org", "a@example..org", "a\r\nBcc: x@example.org"])  # fmt: skip
def test_mail_that_cannot_be_is_refused(text):
    assert refusal(parse_mail, text) == "mail"


@pytest.mark.parametrize(
    ("text", "km"),
    [("12", 12), ("12 km", 12), ("12.4", 12), ("12,5km", 13), ("about 30", 30), ("0", 0), ("5 miles", 8), ("", None)],
)
def test_distance_is_read_in_whole_kilometres(text, km):
    assert parse_km(text) == km


@pytest.mark.parametrize("text", ["-4", "far", "99999", "1e9"])
def test_distance_that_cannot_be_is_refused(text):
    assert refusal(parse_km, text) == "distance"


def test_name_is_composed_cleaned_and_folded():
    assert parse_name("Títílayọ̀  \t Joshua\n") == "Títílayọ̀ Joshua"
    assert parse_name("A\u0301da\u202e O\u200bbi\x07") == "Áda Obi"
    assert parse_name("O'Brien-Ade, Jr.") == "O'Brien-Ade, Jr."
    assert parse_name("Total Obi") == "Total Obi"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "name-missing"),
        ("  ", "name-missing"),
        ("12345", "name-letters"),
        ("TOTAL = 64", "name-sum"),
        ("Grand total", "name-sum"),
        ("Ada \ufffdbi", "unreadable"),
        ("a" * 161, "too-long"),
        ("\u200b", "name-missing"),
    ],
)
def test_name_that_cannot_be_is_refused(text, kind):
    assert refusal(parse_name, text) == kind


def test_text_keeps_what_was_written_within_its_length():
    assert parse_text(" difficult   delivery ", longest=80) == "difficult delivery"
    assert refusal(parse_text, "a" * 81, longest=80) == "too-long"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HERN-A", "HERN-A"),
        ("hern-a", "HERN-A"),
        ("HERN A", "HERN-A"),
        ("Hydrocelectomy", "HYDRO"),
        ("herniotomy, child", "HERN-C"),
        ("", ""),
    ],
)
def test_procedure_is_found_by_code_or_name(text, code):
    assert parse_procedure(text, procedures=CODES) == code


def test_procedure_nobody_offers_is_refused_with_the_nearest_codes():
    with pytest.raises(NotUnderstood) as refused:
        parse_procedure("HERNIA??", procedures=CODES)
    assert refused.value.kind == "procedure"
    assert "HERN-A" in refused.value.cure


@pytest.mark.parametrize("text", ["HYDRO + HERN-C", "hydrocelectomy; HERN-C", "HYDRO/HERN-C", "HYDRO, HERN-C",
        "HYDRO & herniotomy, child", "HYDRO + Herniotomy, child", "HYDRO AND HERN-C", "hydro et hern-c",
        "HYDRO\nHERN-C", "HYDRO + HERN-C + hydro"])  # fmt: skip
def test_procedures_done_together_are_read_in_every_writing_the_first_as_the_main_one(text):
    assert parse_procedure(text, procedures=CODES) == "HYDRO + HERN-C"


def test_the_others_are_written_in_one_order():
    assert parse_procedure("HYDRO + HERN-C + HERN-A", procedures=CODES) == "HYDRO + HERN-A + HERN-C"
    assert codes_in("HYDRO + HERN-A + HERN-C", known=CODES) == ["HYDRO", "HERN-A", "HERN-C"]


def test_one_of_several_that_nobody_offers_is_named():
    with pytest.raises(NotUnderstood) as refused:
        parse_procedure("HERN-A + appendix", procedures=CODES)
    assert refused.value.kind == "procedure-several"
    assert "“appendix”" in refused.value.why


def test_procedures_of_two_kinds_of_station_are_refused():
    kinds = {"HERN-A": "table", "HERN-C": "table", "HYDRO": "desk"}
    assert parse_procedure("HERN-A + HERN-C", procedures=CODES, kinds=kinds) == "HERN-A + HERN-C"
    assert refusal(parse_procedure, "HERN-A + HYDRO", procedures=CODES, kinds=kinds) == "procedure-kinds"


@pytest.mark.parametrize(("text", "hour"), [("10:30", "10:30"), ("9h", "09:00"), ("14h30", "14:30"), ("7.15", "07:15"),
        ("2:30 pm", "14:30"), ("12 am", "00:00"), ("12 p.m.", "12:00"), ("08:00:00", "08:00"), ("0.4375", "10:30"),
        ("midi", "12:00"), ("٩:٣٠", "09:30"), ("16", "16:00"), ("", ""), ("-", "")])  # fmt: skip
def test_an_hour_is_read_in_every_writing(text, hour):
    assert parse_hour(text) == hour


@pytest.mark.parametrize("text", ["25:00", "10:75", "13 pm", "0 am", "morning", "10-12", "1030"])
def test_what_is_no_hour_is_refused(text):
    assert refusal(parse_hour, text) == "hour"


@pytest.mark.parametrize(("text", "so"), [("yes", True), ("Oui", True), ("x", True), ("+", True), ("DM", True),
        ("diabétique", True), ("Type 2", True), ("no", False), ("non", False), ("not diabetic", False), ("✗", False),
        ("", False), ("-", False), ("n/a", False)])  # fmt: skip
def test_yes_and_no_are_read_in_english_and_french_and_by_the_thing_itself(text, so):
    assert parse_yes_no(text, also_yes=DIABETIC) is so


@pytest.mark.parametrize("text", ["yes?", "perhaps", "7.2 mmol"])
def test_neither_yes_nor_no_is_refused(text):
    assert refusal(parse_yes_no, text, also_yes=DIABETIC) == "yes-no"
