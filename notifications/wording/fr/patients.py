"""French: what patients and carers receive."""

from notifications.wording.entry import Entry
from notifications.wording.kinds import Kind

_SUBJECT = "{Your_visit}, {day} {year} à {time} - {camp}"
_ACT = "Voir les détails, confirmer, demander une autre heure ou laisser la place"
_SHEET = "Apportez votre carte du camp et suivez votre fiche de consignes."

PATIENTS: dict[str, Entry] = {
    Kind.BOOKED: Entry(
        subject=_SUBJECT,
        lead=("Nous avons réservé {your_visit}.",),
        rows=("when", "where", "meeting", "help"),
        action=_ACT,
        after=(_SHEET,),
        sms=(
            "votre visite est prévue le {day} {year} à {time}, {venue}, {meeting}. Aide : {phone}.",
            "votre visite est prévue le {day} à {time}, {venue}. Aide : {phone}.",
            "votre visite est prévue le {day} à {time}. Aide : {phone}.",
            "votre visite : {day}, {time}. Aide : {phone}.",
            "votre visite : {day}, {time}.",
        ),
        sms_carer=(
            "aux parents ou au responsable : la visite de votre enfant est prévue le {day} à {time}. Aide : {phone}.",
            "la visite de votre enfant est prévue le {day} à {time}. Aide : {phone}.",
            "visite de votre enfant : {day}, {time}.",
        ),
        sms_family=(
            "{count} visites sont prévues le {day} : {times}, {venue}. Aide : {phone}.",
            "{count} visites sont prévues le {day} : {times}. Aide : {phone}.",
            "{count} visites, {day} : {times}.",
        ),
    ),
    Kind.CONFIRM: Entry(
        subject="Viendrez-vous ? {Your_visit}, {day} {year} à {time} - {camp}",
        lead=(
            "Nous gardons {your_visit} pour vous.",
            "Dites-nous si vous viendrez. Sinon, nous donnons la place à une autre personne qui attend.",
        ),
        rows=("when", "where", "meeting", "help"),
        action="Confirmer, demander une autre heure ou laisser la place",
        after=(_SHEET,),
        sms=(
            "votre place est le {day} à {time}, {venue}. Confirmez ici, ou laissez-la à une autre personne :",
            "votre place est le {day} à {time}. Confirmez ici, ou laissez-la à une autre personne :",
            "merci de confirmer ici votre visite du {day} à {time}. Aide : {phone}.",
            "merci de confirmer votre visite du {day} à {time} :",
        ),
        sms_carer=(
            "merci de confirmer ici la visite de votre enfant du {day} à {time}. Aide : {phone}.",
            "confirmez la visite de votre enfant, {day}, {time} :",
        ),
        sms_family=(
            "merci de confirmer ici {count} visites le {day} : {times}. Aide : {phone}.",
            "confirmez {count} visites, {day}, {times} :",
        ),
    ),
    Kind.THREE_DAYS: Entry(
        subject=_SUBJECT,
        lead=(
            "Nous vous rappelons {your_visit}.",
            "Si vous ne pouvez pas venir, dites-le maintenant : une autre personne peut avoir la place.",
        ),
        rows=("when", "where", "meeting", "help"),
        action=_ACT,
        after=(_SHEET,),
        sms=(
            (
                "nous gardons votre place le {day} {year} à {time}, {venue}, {meeting}."
                " Aide : {phone}. Pas possible ? Dites-le ici :"
            ),
            "nous gardons votre place le {day} à {time}, {venue}. Aide : {phone}. Pas possible ? Dites-le ici :",
            "nous gardons votre place le {day} à {time}. Aide : {phone}. Pas possible ? Dites-le ici :",
            "nous gardons votre place le {day} à {time}. Pas possible ? Dites-le ici :",
            "votre visite : {day}, {time}. Pas possible ? Dites-le :",
        ),
        sms_carer=(
            "la visite de votre enfant est le {day} à {time}. Aide : {phone}. Pas possible ? Dites-le ici :",
            "votre enfant : {day}, {time}. Pas possible ? Dites-le :",
        ),
        sms_family=(
            "{count} visites le {day} : {times}. Aide : {phone}. Pas possible ? Dites-le ici :",
            "{count} visites, {day} : {times}. Dites-nous si impossible :",
            "{count} visites, {day} : {times}. Pas possible ?",
        ),
    ),
    Kind.DAY_BEFORE: Entry(
        subject=_SUBJECT,
        lead=("Nous vous rappelons {your_visit}.", "Suivez votre fiche de consignes."),
        rows=("when", "where", "meeting", "help"),
        action="Voir les détails et comment vous préparer",
        after=("Apportez votre carte du camp.",),
        sms=(
            "venez {soon}, {day} à {time}, {venue}. {Prepare}. Suivez votre fiche de consignes. Aide : {phone}.",
            "venez {soon}, {day} à {time}. {Prepare}. Suivez votre fiche de consignes. Aide : {phone}.",
            "venez le {day} à {time}. {Prepare}. Suivez votre fiche de consignes.",
            "venez le {day} à {time}. {Prepare}. Suivez votre fiche.",
            "venez {soon}, {day} à {time}, {venue}, {meeting}. Suivez votre fiche de consignes. Aide : {phone}.",
            "venez {soon}, {day} à {time}, {venue}. Suivez votre fiche de consignes. Aide : {phone}.",
            "venez {soon}, {day} à {time}. Suivez votre fiche de consignes. Aide : {phone}.",
            "venez le {day} à {time}. Suivez votre fiche de consignes.",
            "venez le {day} à {time}. Suivez votre fiche.",
        ),
        sms_carer=(
            "amenez votre enfant {soon}, {day} à {time}. {Prepare}. Suivez la fiche de consignes. Aide : {phone}.",
            "amenez votre enfant le {day} à {time}. {Prepare}. Suivez la fiche de consignes.",
            "amenez votre enfant le {day} à {time}. {Prepare}. Suivez la fiche.",
            "amenez votre enfant {soon}, {day} à {time}, {venue}. Suivez la fiche de consignes. Aide : {phone}.",
            "amenez votre enfant {soon}, {day} à {time}. Suivez la fiche de consignes. Aide : {phone}.",
            "amenez votre enfant le {day} à {time}. Suivez la fiche.",
        ),
        sms_family=(
            "{count} visites {soon}, {day} : {times}. Suivez vos fiches de consignes. Aide : {phone}.",
            "{count} visites le {day} : {times}. Suivez vos fiches de consignes.",
            "{count} visites, {day} : {times}. Suivez vos fiches.",
        ),
    ),
    Kind.PREPARE: Entry(
        subject=_SUBJECT,
        lead=(
            "Merci de vous préparer pour {your_visit}.",
            "Votre fiche de consignes dit que manger et boire, que prendre et qu'apporter.",
        ),
        rows=("when", "where", "meeting", "help"),
        action="Voir les détails et comment vous préparer",
        after=("Apportez votre carte du camp.",),
        sms=(
            "avant votre visite du {day} à {time}, {prepare}. Suivez votre fiche de consignes. Aide : {phone}.",
            "avant votre visite du {day} à {time}, {prepare}. Suivez votre fiche de consignes.",
            "avant votre visite du {day} à {time}, {prepare}.",
            "{day}, {time} : {prepare}.",
            "préparez-vous pour votre visite du {day} à {time}. Suivez votre fiche de consignes. Aide : {phone}.",
            "préparez-vous pour le {day} à {time}. Suivez votre fiche de consignes.",
            "visite du {day} à {time}. Suivez votre fiche.",
        ),
        sms_carer=(
            "avant la visite de votre enfant, {day} à {time}, {prepare}. Suivez la fiche de consignes. Aide : {phone}.",
            "avant la visite de votre enfant, {day} à {time}, {prepare}. Suivez la fiche de consignes.",
            "votre enfant, le {day} à {time} : {prepare}.",
            "votre enfant, {day}, {time} : {prepare}.",
            "préparez la visite de votre enfant, {day} à {time}. Suivez la fiche de consignes. Aide : {phone}.",
            "préparez la visite de votre enfant, {day} à {time}. Suivez la fiche de consignes.",
            "votre enfant : {day} à {time}. Suivez la fiche.",
        ),
        sms_family=(
            "préparez {count} visites, {day} : {times}. Suivez vos fiches de consignes. Aide : {phone}.",
            "préparez {count} visites, {day} : {times}. Suivez vos fiches de consignes.",
            "{count} visites, {day} : {times}. Suivez vos fiches.",
        ),
    ),
    Kind.MOVED: Entry(
        subject="Nouvelle date : {day} {year} à {time} - {camp}",
        lead=(
            "Il y a une nouvelle date pour {your_visit}.",
            "Merci de ne pas venir à l'ancienne heure.",
        ),
        rows=("when", "was", "where", "meeting", "help"),
        action=_ACT,
        after=(_SHEET,),
        sms=(
            (
                "votre visite a une nouvelle date : {day} {year} à {time}, {venue}, {meeting}."
                " L'ancienne ne vaut plus. Aide : {phone}."
            ),
            "votre visite a une nouvelle date : {day} à {time}, {venue}. L'ancienne ne vaut plus. Aide : {phone}.",
            "votre visite a une nouvelle date : {day} à {time}. L'ancienne ne vaut plus. Aide : {phone}.",
            "nouvelle date : {day} à {time}. L'ancienne ne vaut plus.",
            "nouvelle date : {day}, {time}. L'ancienne tombe.",
        ),
        sms_carer=(
            "la visite de votre enfant a une nouvelle date : {day} à {time}. L'ancienne ne vaut plus. Aide : {phone}.",
            "nouvelle date pour votre enfant : {day} à {time}.",
        ),
        sms_family=(
            "{count} visites ont une nouvelle heure, {day} : {times}. L'ancienne ne vaut plus. Aide : {phone}.",
            "nouvelles heures, {day} : {times}.",
        ),
    ),
    Kind.CANCELLED: Entry(
        subject="N'aura pas lieu : {your_visit}, {day} {year} - {camp}",
        lead=(
            "Nous avons dû annuler {your_visit}.",
            "Merci de ne pas venir à cette heure.",
        ),
        rows=("was", "where", "help"),
        action="Voir la suite",
        sms=(
            "votre visite du {day} {year} à {time} n'aura pas lieu. Merci de ne pas venir. Aide : {phone}.",
            "votre visite du {day} n'aura pas lieu. Merci de ne pas venir. Aide : {phone}.",
            "votre visite du {day} n'aura pas lieu. Ne venez pas.",
        ),
        sms_carer=(
            "la visite de votre enfant du {day} n'aura pas lieu. Merci de ne pas venir. Aide : {phone}.",
            "votre enfant : pas de visite le {day}. Ne venez pas.",
        ),
        sms_family=(
            "{count} visites du {day} n'auront pas lieu. Merci de ne pas venir. Aide : {phone}.",
            "{count} visites du {day} n'auront pas lieu. Ne venez pas.",
        ),
    ),
    Kind.VENUE_CHANGED: Entry(
        subject="Nouveau lieu : {your_visit}, {day} {year} à {time} - {camp}",
        lead=(
            "Il y a un nouveau lieu pour {your_visit}.",
            "Merci de ne pas aller à l'ancien lieu.",
        ),
        rows=("when", "where", "meeting", "was_at", "help"),
        action="Voir le nouveau lieu sur la carte",
        after=(_SHEET,),
        sms=(
            "nouveau lieu pour votre visite du {day} à {time} : {venue}, {meeting}. Aide : {phone}.",
            "nouveau lieu pour votre visite du {day} à {time} : {venue}. Aide : {phone}.",
            "nouveau lieu pour votre visite du {day} : {venue}.",
            "nouveau lieu pour votre visite du {day}. Voir :",
        ),
        sms_carer=(
            "nouveau lieu pour la visite de votre enfant, {day} à {time} : {venue}. Aide : {phone}.",
            "nouveau lieu pour votre enfant, {day}. Voir :",
        ),
        sms_family=(
            "nouveau lieu pour {count} visites, {day} : {venue}. Aide : {phone}.",
            "nouveau lieu pour {count} visites, {day} : {venue}.",
            "nouveau lieu pour {count} visites, {day}. Voir :",
        ),
    ),
    Kind.CLOCKS_CHANGED: Entry(
        subject="Même heure, nouvelle heure légale : {your_visit}, {day} {year} à {time} - {camp}",
        lead=(
            "L'heure légale a changé là où se tient le camp. {Your_visit} reste à la même heure sur place.",
            "Un téléphone ou un agenda peut montrer une autre heure : merci de suivre l'heure sur place.",
        ),
        rows=("when", "where", "meeting", "help"),
        action=_ACT,
        after=(_SHEET,),
        sms=(
            "l'heure légale a changé. Votre visite reste le {day} à {time}, heure locale. Aide : {phone}.",
            "heure légale changée. Votre visite reste le {day} à {time}, heure locale.",
            "heure légale changée. Visite : {day} à {time}, comme avant.",
            "visite comme avant : {day} à {time}, heure locale.",
        ),
        sms_carer=(
            "l'heure légale a changé. La visite de votre enfant reste le {day} à {time}, heure locale. Aide : {phone}.",
            "heure légale changée. Votre enfant : {day} à {time}, comme avant.",
            "enfant, comme avant : {day} à {time}, heure locale.",
        ),
        sms_family=(
            "l'heure légale a changé. Vos {count} visites restent le {day} : {times}, heure locale. Aide : {phone}.",
            "heure légale changée. {count} visites : {day}, {times}, comme avant.",
            "comme avant, {day} : {times}, heure locale.",
        ),
    ),
    Kind.POSTPONED: Entry(
        subject="Report : {your_visit}, {day} {year} à {time} - {camp}",
        lead=(
            "Le camp est reporté, et il y a un nouveau jour pour {your_visit}.",
            "Merci de ne pas venir à l'ancienne date.",
        ),
        rows=("when", "was", "where", "meeting", "help"),
        action=_ACT,
        after=(_SHEET,),
        sms=(
            (
                "le camp est reporté. Votre visite est le {day} {year} à {time}, {venue}."
                " L'ancienne date ne vaut plus. Aide : {phone}."
            ),
            "le camp est reporté. Votre visite est le {day} à {time}. L'ancienne date ne vaut plus. Aide : {phone}.",
            "camp reporté : votre visite est le {day} à {time}.",
        ),
        sms_carer=(
            (
                "le camp est reporté. La visite de votre enfant est le {day} à {time}."
                " L'ancienne date ne vaut plus. Aide : {phone}."
            ),
            "camp reporté : votre enfant vient le {day} à {time}.",
        ),
        sms_family=(
            (
                "le camp est reporté. {count} visites sont le {day} : {times}."
                " L'ancienne date ne vaut plus. Aide : {phone}."
            ),
            "camp reporté : {count} visites, {day}, {times}.",
        ),
    ),
    Kind.CAMP_CANCELLED: Entry(
        subject="Le camp n'aura pas lieu - {camp}",
        lead=(
            "Nous sommes désolés : le camp n'aura pas lieu, et nous annulons {your_visit}.",
            "Merci de ne pas venir.",
        ),
        rows=("was", "help"),
        action="Voir la suite",
        sms=(
            "le camp n'aura pas lieu. Votre visite du {day} est annulée. Merci de ne pas venir. Aide : {phone}.",
            "le camp n'aura pas lieu. Ne venez pas. Aide : {phone}.",
            "le camp n'aura pas lieu. Merci de ne pas venir.",
        ),
        sms_carer=(
            "le camp n'aura pas lieu. La visite de votre enfant est annulée. Merci de ne pas venir. Aide : {phone}.",
            "le camp n'aura pas lieu. Ne venez pas. Aide : {phone}.",
            "le camp n'aura pas lieu. Merci de ne pas venir.",
        ),
        sms_family=(
            (
                "le camp n'aura pas lieu. Vos {count} visites du {day} sont annulées."
                " Merci de ne pas venir. Aide : {phone}."
            ),
            "le camp n'aura pas lieu. Ne venez pas. Aide : {phone}.",
            "le camp n'aura pas lieu. Merci de ne pas venir.",
        ),
    ),
    Kind.TIME_KEPT: Entry(
        subject=_SUBJECT,
        lead=("Nous n'avons pas trouvé d'autre heure. Nous gardons {your_visit} comme avant.",),
        rows=("when", "where", "meeting", "help"),
        action="Confirmer ou laisser la place",
        after=(_SHEET,),
        sms=(
            "pas d'autre heure trouvée. Votre visite reste le {day} à {time}, {venue}. Aide : {phone}.",
            "pas d'autre heure trouvée. Votre visite reste le {day} à {time}. Aide : {phone}.",
            "pas d'autre heure. Votre visite reste {day}, {time}.",
        ),
        sms_carer=(
            "pas d'autre heure trouvée. La visite de votre enfant reste le {day} à {time}. Aide : {phone}.",
            "pas d'autre heure. Votre enfant : {day}, {time}.",
        ),
        sms_family=(
            "pas d'autre heure trouvée. Vos {count} visites restent le {day} : {times}. Aide : {phone}.",
            "pas d'autre heure : {day}, {times}.",
        ),
    ),
    Kind.NEW_LINK: Entry(
        subject="Nouveau lien pour {your_visit} le {day} {year} à {time} - {camp}",
        lead=(
            "Le lien vers la page de {your_visit} est nouveau. Celui que vous aviez est fermé.",
            "Le jour, l'heure et le lieu restent les mêmes.",
        ),
        rows=("when", "where", "meeting", "help"),
        action=_ACT,
        after=(
            "Si vous avez une carte ou une feuille avec un code, ce code est fermé aussi. Demandez une nouvelle carte.",
        ),
        sms=(
            "votre visite reste le {day} à {time}. Votre ancien lien est fermé, voici le nouveau. Aide : {phone}.",
            "votre visite reste le {day} à {time}. Voici votre nouveau lien :",
            "nouveau lien, visite du {day} à {time} :",
        ),
        sms_carer=(
            "la visite de votre enfant reste le {day} à {time}. Voici votre nouveau lien :",
            "nouveau lien, votre enfant : {day}, {time} :",
        ),
        sms_family=(
            "{count} visites restent le {day} : {times}. Voici votre nouveau lien :",
            "nouveau lien, {count} visites : {day}, {times} :",
        ),
    ),
    Kind.OFFER: Entry(
        subject="Une place s'est libérée : le {day} {year} à {time} - {camp}",
        lead=(
            "Une place s'est libérée aujourd'hui, elle peut être pour vous.",
            "Merci de répondre avant {answer_by}. Ensuite, elle est proposée à quelqu'un d'autre.",
        ),
        rows=("when", "where", "meeting", "help"),
        action="Répondre oui ou non",
        after=("Tant que vous n'avez pas dit oui, la place n'est pas gardée. Apportez votre carte du camp.",),
        sms=(
            "une place s'est libérée {soon}, {day} à {time}, {venue}. Dites-nous avant {answer_by} si vous la prenez :",
            "une place s'est libérée {soon}, {day} à {time}. Dites-nous avant {answer_by} si vous la prenez :",
            "une place s'est libérée {day} à {time}. Dites-nous avant {answer_by} si vous la prenez :",
            "place libre {day} à {time}. À dire avant {answer_by} :",
        ),
        sms_carer=(
            "une place pour votre enfant s'est libérée {soon}, {day} à {time}. Dites-nous avant {answer_by} :",
            "place libre pour votre enfant, {day} à {time}. À dire avant {answer_by} :",
            "place d'enfant : {day}, {time}. Avant {answer_by} :",
        ),
        sms_family=(
            "{count} places se sont libérées {day} : {times}. Dites-nous avant {answer_by} :",
            "{count} places libres {day} : {times}. Avant {answer_by} :",
        ),
    ),
}
