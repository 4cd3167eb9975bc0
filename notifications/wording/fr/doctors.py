"""French: what doctors receive. No names of patients in an SMS or a subject."""

from notifications.wording.entry import Entry
from notifications.wording.kinds import Kind

DOCTORS: dict[str, Entry] = {
    Kind.SHIFT_INVITATION: Entry(
        subject="Votre service, {day} {year}, de {time} à {until} - {camp}",
        lead=(
            "Nous vous invitons à ce service.",
            "Merci de l'accepter ou de le refuser dans votre agenda, ou sur votre page.",
        ),
        rows=("when", "where", "meeting", "help"),
        action="Ouvrir votre page",
        sms=(
            "votre service : {day} {year}, de {time} à {until}, {venue}. Votre accord ici :",
            "votre service : {day}, de {time} à {until}, {venue}. Votre accord ici :",
            "votre service : {day}, de {time} à {until}. Accord ici :",
            "service : {day}, {time} à {until}. Accord ici :",
        ),
    ),
    Kind.SHIFT_CHANGED: Entry(
        subject="Changement : votre service, {day} {year}, de {time} à {until} - {camp}",
        lead=("Ce service a changé. L'ancienne entrée de votre agenda est remplacée.",),
        rows=("when", "was", "where", "was_at", "meeting", "changed", "help"),
        action="Ouvrir votre page",
        sms=(
            "votre service a changé : {day} {year}, de {time} à {until}, {venue}. Voir :",
            "votre service a changé : {day}, de {time} à {until}, {venue}. Voir :",
            "service changé : {day}, {time} à {until}. Voir :",
        ),
    ),
    Kind.SHIFT_CANCELLED: Entry(
        subject="Annulé : votre service, {day} {year}, de {time} à {until} - {camp}",
        lead=("Ce service n'aura pas lieu. Il est retiré de votre agenda.",),
        rows=("was", "where", "help"),
        action="Ouvrir votre page",
        sms=(
            "votre service du {day} {year}, de {time} à {until}, n'aura pas lieu. Voir :",
            "votre service du {day} n'aura pas lieu. Voir :",
        ),
    ),
    Kind.SHIFT_WITHDRAWN: Entry(
        subject="Votre service, {day} {year}, de {time} à {until} : invité dossier par dossier - {camp}",
        lead=(
            "Ce service est maintenu. Vous êtes désormais invité à chacun de ses dossiers.",
            "L'entrée du service entier est retirée de votre agenda.",
        ),
        rows=("when", "where", "help"),
        action="Ouvrir votre page",
        sms=("votre service du {day} est maintenu. Voir :",),
    ),
    Kind.DAY_LIST: Entry(
        subject="Votre liste, {day} {year} - {camp}",
        lead=("Voici votre liste. Elle peut encore changer : votre page est toujours à jour.",),
        rows=("when", "where", "meeting", "lines", "help"),
        action="Ouvrir votre liste",
        sms=(
            "votre liste du {day} : début à {time}, {count} en tout, {venue}. Voir :",
            "votre liste du {day} : début à {time}, {count} en tout. Voir :",
            "votre liste du {day}, début à {time}. Voir :",
        ),
    ),
    Kind.LATE_CHANGE: Entry(
        subject="Changement : votre liste, {day} {year} - {camp}",
        lead=("Il y a un changement dans les prochains jours. Votre page est à jour.",),
        rows=("when", "was", "where", "changed", "lines", "help"),
        action="Ouvrir votre liste",
        sms=(
            "votre liste du {day} {year} a changé. Merci de regarder ici :",
            "votre liste du {day} a changé. Voir :",
        ),
    ),
    Kind.CASE_INVITATION: Entry(
        subject="Votre dossier, {day} {year} à {time} - {camp}",
        lead=(
            "Nous vous invitons : {case}.",
            "Merci d'accepter ou de refuser dans votre agenda, ou sur votre page.",
        ),
        rows=("when", "where", "meeting", "help"),
        action="Ouvrir votre page",
        sms=(
            "vous avez un dossier le {day} {year} à {time}, {venue}. Votre accord ici :",
            "vous avez un dossier le {day} à {time}, {venue}. Votre accord ici :",
            "un dossier le {day} à {time}. Votre accord ici :",
        ),
    ),
    Kind.CASE_CHANGED: Entry(
        subject="Changement : votre dossier, {day} {year} à {time} - {camp}",
        lead=("{case} a changé. L'ancienne entrée de votre agenda est remplacée.",),
        rows=("when", "was", "where", "was_at", "changed", "help"),
        action="Ouvrir votre page",
        sms=(
            "un de vos dossiers est maintenant le {day} {year} à {time}, {venue}. Voir :",
            "un dossier a changé : {day} à {time}. Voir :",
        ),
    ),
    Kind.CASE_CANCELLED: Entry(
        subject="Annulé : votre dossier, {day} {year} à {time} - {camp}",
        lead=("{case} n'aura pas lieu et est retiré de votre agenda.",),
        rows=("was", "where", "help"),
        action="Ouvrir votre page",
        sms=(
            "votre dossier du {day} {year} à {time} n'aura pas lieu. Voir :",
            "dossier annulé : {day} à {time}. Voir :",
        ),
    ),
    Kind.CASE_WITHDRAWN: Entry(
        subject="Votre dossier, {day} {year} à {time} : invité par service - {camp}",
        lead=(
            "{case} est maintenu. Vous êtes désormais invité au service entier.",
            "L'entrée de ce dossier est retirée de votre agenda.",
        ),
        rows=("when", "where", "help"),
        action="Ouvrir votre page",
        sms=("votre dossier du {day} est maintenu. Voir :",),
    ),
    Kind.DOCTOR_TIME_KEPT: Entry(
        subject="Horaire maintenu : {day} {year} à {time} - {camp}",
        lead=(
            "Vous avez proposé un autre horaire. Il n'a pas pu être arrangé : l'horaire prévu est maintenu.",
            "Si vous ne pouvez pas venir, merci de refuser dans votre agenda, ou de nous appeler.",
        ),
        rows=("when", "where", "help"),
        action="Ouvrir votre page",
        sms=(
            "l'autre horaire est impossible. C'est toujours le {day} {year} à {time}. Voir :",
            "horaire maintenu : {day} à {time}. Voir :",
        ),
    ),
}
