"""French: the small words."""

from notifications.wording.entry import Words

WORDS = Words(
    hello="Bonjour,",
    hello_named="Bonjour {name},",
    hello_carer="Aux parents ou au responsable,",
    hello_carer_named="Aux parents ou au responsable (pour {name}),",
    your_visit="votre visite",
    your_childs_visit="la visite de votre enfant",
    your_visits="vos {count} visites",
    fasting="ne mangez rien après {hour}",
    childs_fasting="rien à manger après {hour}",
    the_day_before="{said} la veille",
    tomorrow="demain",
    today="aujourd'hui",
    labels={
        "when": "Quand",
        "was": "Avant",
        "changed": "Ce qui change",
        "where": "Où",
        "was_at": "Ancien lieu",
        "meeting": "Point de rencontre",
        "lines": "Votre liste",
        "until": "Le lien est valable jusqu'au",
        "help": "Aide",
    },
    changes={
        "day": "le jour",
        "time": "l'heure",
        "place": "le lieu",
        "clocks": "les règles de l'heure légale ; l'heure sur place reste la même",
    },
    colon="\u00a0:",
    day_and_time="{day} à {time}",
    day_and_span="{day}, de {time} à {until}",
    why_you_get_this="Vous recevez ce message car {sender} organise ceci avec vous.",
    event_visit="Rendez-vous - {camp}",
    event_shift="Service au camp - {camp}",
    event_case="Dossier",
    nothing_left="Il ne reste rien sur votre liste de ce jour.",
    event_note="Merci de suivre votre fiche de consignes.",
)
