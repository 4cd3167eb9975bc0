"""What a heading of a registration sheet means, in English and French."""

from __future__ import annotations

from dataclasses import dataclass

from camps.sheets.folding import fold

# Every field of a sheet, with its name for people.
FIELDS = {
    "number": "Serial number",
    "name": "Full name",
    "first_name": "First name",
    "last_name": "Surname",
    "age": "Age",
    "birth_date": "Birth date or age",
    "sex": "Sex",
    "phone": "Phone",
    "other_phone": "Another phone",
    "email": "E-mail",
    "town": "Town",
    "km": "Kilometres to the venue",
    "complaint": "Complaint",
    "procedure": "Procedure",
    "haemoglobin": "Haemoglobin",
    "language": "Language",
    "guardian_name": "Guardian",
    "guardian_phone": "Guardian's phone",
    "family": "Family group",
    "arrives_from": "Can arrive from",
    "earliest_time": "Not before (hour)",
    "home_by": "Must leave by (hour)",
    "diabetic": "Diabetic",
    "infected": "Infected",
    "urgency": "Urgency",
    "remarks": "Remarks",
}

_WHOLE = {
    "number": ("no", "n", "s n", "sn", "nr", "num", "numero", "number", "serial number", "serial no", "s no", "id"),
    "name": ("name", "names", "nom", "noms", "patient", "full name", "nom complet", "nom et prenom", "noms et prenoms"),
    "first_name": ("first name", "given name", "forename", "prenom", "prenoms", "other names"),
    "last_name": ("last name", "surname", "family name", "nom de famille", "nom de naissance"),
    "birth_date": ("age dob", "dob age", "age or dob", "d o b", "ne le", "nee le", "ne e le", "age ddn"),
    "sex": ("m f", "f m", "h f", "m f h"),
    "phone": ("contact", "contacts", "contact no", "contact number"),
    "town": ("l g a", "town lga"),
    "guardian_name": ("contact person", "personne de contact", "emergency contact"),
    "arrives_from": ("can come from", "peut venir a partir de"),
    "earliest_time": ("not before", "not before hour", "earliest hour", "pas avant", "pas avant heure"),
    "home_by": (
        "must leave by",
        "must leave by hour",
        "last bus",
        "doit partir a",
        "dernier bus",
        "doit partir a heure",
    ),
    "procedure": ("code", "op"),
    "haemoglobin": ("h b",),
}
_PHRASES = {phrase: field for field, phrases in _WHOLE.items() for phrase in phrases}


@dataclass(frozen=True, slots=True)
class _Rule:
    """A heading means `field` when it has a word of each of `any_of` and none of `but_not`."""

    field: str
    any_of: tuple[str, ...]
    but_not: str = ""

    def fits(self, words: set[str]) -> bool:
        return all(words & set(some.split()) for some in self.any_of) and not words & set(self.but_not.split())


_GUARDIAN = (
    "guardian guardians parent parents mother father kin nok carer caregiver caretaker"
    " tuteur tutrice mere pere accompagnant responsable prevenir"
)
_PHONE = "phone phones telephone telephones tel tels tele mobile gsm cell cellphone whatsapp portable"
_OTHER = "other alternate alternative second 2 2nd autre deuxieme secondaire"
_ABOUT_GUARDIAN = "age sex occupation profession relation relationship lien address adresse mail email"
_NAME = "name names nom noms"
_WHOSE = "prenom prenoms patient patients full complet complets child enfant malade client"
_TOWN = "town ville village address adresse residence lga city commune quartier localite location community"
_COMPLAINT = "complaint complaints diagnosis symptoms condition plainte plaintes diagnostic motif maladie pathologie"
_ARRIVAL = "arrive arrives arriving arrival available availability arriver arrivee disponible disponibilite"
_REMARKS = (
    "remark remarks note notes comment comments observation observations remarque remarques commentaire commentaires"
)
_RULES = (
    # The first that fits wins: a guardian's phone before any phone, a mail address before an address.
    _Rule("guardian_phone", (_GUARDIAN, _PHONE)),
    _Rule("guardian_name", (_GUARDIAN,), _ABOUT_GUARDIAN),
    _Rule("other_phone", (_PHONE, _OTHER)),
    _Rule("phone", (_PHONE,), "network operator reseau operateur owner whose type"),
    _Rule("email", ("mail email courriel mel",)),
    _Rule("birth_date", ("birth dob yob born naissance ddn",), "place lieu weight order rang certificate"),
    _Rule("age", ("age ages",), "group tranche category categorie"),
    _Rule("haemoglobin", ("hb hgb haemoglobin hemoglobin hemoglobine",), "date electrophoresis genotype"),
    _Rule("name", (_NAME, _WHOSE)),
    _Rule("first_name", ("first given prenom prenoms", "name names prenom prenoms")),
    _Rule("language", ("language languages langue langues",)),
    _Rule("sex", ("sex gender sexe genre",)),
    _Rule("town", (_TOWN,)),
    _Rule("km", ("km kms distance kilometres kilometers",)),
    _Rule("urgency", ("urgency urgent priority triage urgence priorite",)),
    _Rule(
        "procedure", ("procedure operation surgery intervention acte chirurgie",), "date surgeon previous past history"
    ),
    _Rule("diabetic", ("diabetic diabetes diabete diabetique",), "history antecedents type treatment traitement"),
    _Rule("infected", ("infected infecte infectee",), "date history antecedents"),
    _Rule("complaint", (_COMPLAINT,)),
    _Rule("arrives_from", (_ARRIVAL,), "time heure"),
    _Rule("family", ("family household famille familial menage",), "history antecedents name nom"),
    _Rule("remarks", (_REMARKS,)),
    _Rule("number", ("serial",)),
)


def guess_field(heading: str) -> str | None:
    """The field that a heading means, or None: a guess for a person to confirm."""
    folded = fold(heading)
    if heading.strip() == "#":
        return "number"
    if folded in _PHRASES:
        return _PHRASES[folded]
    words = set(folded.split())
    return next((rule.field for rule in _RULES if rule.fits(words)), None)
