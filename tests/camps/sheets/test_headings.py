"""Which column is which field, in English and French."""

import pytest

from camps.sheets.columns import choose_columns, find_heading
from camps.sheets.headings import guess_field
from camps.sheets.problems import SheetRefused
from camps.sheets.table import Row


def fields(*headings, **how):
    return list(choose_columns(Row(1, headings), **how).fields)


def test_headings_of_the_sample_sheets_are_all_understood():
    headings = [
        "S/N",
        "Name",
        "Age / DOB",
        "Sex",
        "Phone No.",
        "E-mail",
        "Town / LGA",
        "Km to venue",
        "Complaint",
        "Procedure",
        "Hb (g/dl)",
        "Language",
        "Guardian",
        "Guardian phone",
        "Family group",
        "Can arrive from",
        "Urgency",
        "Remarks",
    ]
    assert fields(*headings) == [
        "number", "name", "birth_date", "sex", "phone", "email", "town", "km", "complaint", "procedure",
        "haemoglobin",
        "language", "guardian_name", "guardian_phone", "family", "arrives_from", "urgency", "remarks",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("NAME OF PATIENT", "name"), ("Patient's name", "name"), ("Full name", "name"), ("Nom et prénom(s)", "name"),
        ("Noms et prénoms du patient", "name"), ("Nom complet", "name"), ("First name", "first_name"),
        ("Prénom", "first_name"), ("Surname", "last_name"), ("Nom de famille", "last_name"),
        ("Last Name", "last_name"),
        ("AGE", "age"), ("Age (yrs)", "age"), ("Âge", "age"), ("D.O.B.", "birth_date"),
        ("Date of birth", "birth_date"),
        ("Date de naissance", "birth_date"), ("Né(e) le", "birth_date"), ("Année de naissance", "birth_date"),
        ("Gender", "sex"), ("Sexe", "sex"), ("M/F", "sex"), ("Tel", "phone"), ("Téléphone", "phone"),
        ("N° de téléphone", "phone"), ("GSM", "phone"), ("Mobile Number", "phone"), ("Phone number(s)", "phone"),
        ("Portable", "phone"), ("WhatsApp no", "phone"), ("Phone 2", "other_phone"),
        ("Autre téléphone", "other_phone"),
        ("Alternate phone", "other_phone"), ("Courriel", "email"), ("Adresse e-mail", "email"),
        ("Email address", "email"),
        ("Ville", "town"), ("Village", "town"), ("Address", "town"), ("Adresse", "town"),
        ("Commune / quartier", "town"),
        ("L.G.A.", "town"), ("Distance (km)", "km"), ("Km", "km"), ("Distance", "km"), ("Diagnosis", "complaint"),
        ("Plainte", "complaint"), ("Presenting complaint", "complaint"), ("Motif de consultation", "complaint"),
        ("Diagnostic", "complaint"), ("Procedure code", "procedure"), ("Operation", "procedure"),
        ("Surgery", "procedure"),
        ("Intervention", "procedure"), ("Acte", "procedure"), ("Opération prévue", "procedure"),
        ("Hb", "haemoglobin"),
        ("Haemoglobin", "haemoglobin"), ("Hémoglobine (g/dl)", "haemoglobin"), ("Hemoglobin g/L", "haemoglobin"),
        ("Langue", "language"), ("Language spoken", "language"), ("Langue parlée", "language"),
        ("Tuteur", "guardian_name"),
        ("Name of guardian", "guardian_name"), ("Parent / guardian", "guardian_name"),
        ("Next of kin", "guardian_name"),
        ("Nom du tuteur", "guardian_name"), ("Personne à prévenir", "guardian_name"),
        ("Guardian's phone", "guardian_phone"),
        ("Next of kin phone no", "guardian_phone"), ("Téléphone du tuteur", "guardian_phone"),
        ("NOK Tel", "guardian_phone"),
        ("Tél. parent", "guardian_phone"), ("Family", "family"), ("Famille", "family"), ("Groupe familial", "family"),
        ("Available from", "arrives_from"), ("Arrivée", "arrives_from"), ("Peut arriver à partir de", "arrives_from"),
        ("Arrival day", "arrives_from"), ("Priority", "urgency"), ("Urgence", "urgency"), ("Priorité", "urgency"),
        ("Notes", "remarks"), ("Remarques", "remarks"), ("Observations", "remarks"), ("Comments", "remarks"),
        ("Commentaire", "remarks"), ("No", "number"), ("N°", "number"), ("#", "number"), ("Serial No.", "number"),
        ("Blood group", None), ("Weight (kg)", None), ("Religion", None), ("Camp name", None), ("Column 7", None),
        ("Name of village", "town"), ("Phone network", None), ("Date", None), ("Husband's name", None),
    ],
)  # fmt: skip
def test_heading_in_english_or_french_names_its_field(heading, field):
    assert guess_field(heading) == field


def test_surname_and_first_name_of_a_french_sheet_stand_for_the_name():
    assert fields("Nom", "Prénom", "Motif") == ["last_name", "first_name", "complaint"]
    assert fields("Nom", "Motif") == ["name", "complaint"]


def test_second_phone_column_is_kept_as_another_phone():
    assert fields("Name", "Phone", "Mobile", "Complaint") == ["name", "phone", "other_phone", "complaint"]


def test_several_columns_of_remarks_are_all_kept():
    assert fields("Name", "Complaint", "Remarks", "Notes") == ["name", "complaint", "remarks", "remarks"]


def test_remembered_heading_wins_over_the_guess_and_may_leave_a_column_out():
    remembered = {"operation": "", "cas": "procedure", "name": "name"}
    assert fields("Name", "Opération", "Cas !", remembered=remembered) == ["name", None, "procedure"]


def test_chosen_column_wins_over_everything():
    assert fields("Name", "Name", "Procedure", chosen={0: None, 1: "name"}) == [None, "name", "procedure"]


def test_unmapped_headings_are_told():
    assert choose_columns(Row(1, ("Name", "Procedure", "Blood group", ""))).unmapped == ("Blood group",)


def refusal(*headings, **how):
    with pytest.raises(SheetRefused) as refused:
        choose_columns(Row(4, headings), **how)
    return refused.value.problem


def test_two_columns_of_one_field_are_refused_by_name():
    problem = refusal("Name", "Patient name", "Procedure")
    assert (problem.kind, problem.sheet_row) == ("heading-twice", 4)
    assert "“Name”" in problem.why
    assert "“Patient name”" in problem.why


def test_exact_heading_beats_a_longer_one():
    assert fields("Age", "Age group", "Name", "Complaint") == ["age", None, "name", "complaint"]


@pytest.mark.parametrize(
    ("headings", "what"), [(("Age", "Sex", "Procedure"), "name"), (("Name", "Age", "Sex"), "procedure")]
)
def test_missing_column_is_refused_by_its_name(headings, what):
    problem = refusal(*headings)
    assert problem.kind == "heading-missing"
    assert what in problem.why
    assert problem.cure


def test_unknown_field_in_a_choice_is_a_programming_error():
    with pytest.raises(KeyError):
        fields("Name", "Procedure", chosen={1: "shoe_size"})


def test_heading_row_is_found_below_title_rows_and_the_rest_follows():
    rows = [
        Row(1, ("Camp list",)),
        Row(3, ("Name of camp", "Gokana")),
        Row(5, ("Name", "Procedure")),
        Row(6, ("Ada", "OSTEO")),
    ]
    heading, rest = find_heading(iter(rows))
    assert heading == rows[2]
    assert list(rest) == [rows[3]]


def test_sheet_without_headings_is_refused():
    rows = [Row(n, ("Ada Obi", "12", "M", "OSTEO")) for n in range(1, 50)]
    with pytest.raises(SheetRefused) as refused:
        find_heading(iter(rows))
    assert refused.value.problem.kind == "heading-row"


def test_heading_row_can_be_pointed_at():
    rows = [Row(1, ("Name", "Procedure")), Row(2, ("Cas", "Qui")), Row(3, ("OSTEO", "Ada"))]
    heading, rest = find_heading(iter(rows), heading_row=2)
    assert heading == rows[1]
    assert list(rest) == [rows[2]]
    with pytest.raises(SheetRefused):
        find_heading(iter(rows), heading_row=9)
