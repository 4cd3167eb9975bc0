"""French: what is sent back to who answered by phone, and the question that takes an answer."""

from notifications.wording.entry import Entry, Replying
from notifications.wording.kinds import Kind

_ACT = "Voir les détails, confirmer, demander une autre heure ou laisser la place"

REPLIES: dict[str, Entry] = {
    Kind.ANSWER_COMING: Entry(
        subject="Merci : {day} {year} à {time} - {camp}",
        lead=("Merci, nous vous attendons.",),
        rows=("when", "where", "meeting", "help"),
        action=_ACT,
        sms=(
            "merci, nous vous attendons le {day} à {time}, {venue}. Aide : {phone}. Un imprévu ? Dites-le ici :",
            "merci, nous vous attendons le {day} à {time}. Aide : {phone}. Un imprévu ? Dites-le ici :",
            "merci, nous vous attendons le {day} à {time}. Aide : {phone}.",
            "merci, nous vous attendons le {day} à {time}.",
            "merci. À bientôt, {day} à {time}.",
        ),
        sms_carer=(
            "merci, nous attendons votre enfant le {day} à {time}. Aide : {phone}. Un imprévu ? Dites-le ici :",
            "merci, nous attendons votre enfant le {day} à {time}. Aide : {phone}.",
            "merci. Visite de votre enfant : {day}, {time}.",
        ),
        sms_family=(
            "merci, nous vous attendons le {day} : {times}. Aide : {phone}.",
            "merci. {count} visites, {day} : {times}.",
        ),
    ),
    Kind.ANSWER_CANNOT: Entry(
        subject="Et maintenant ? {Your_visit}, {day} {year} à {time} - {camp}",
        lead=(
            "Merci de nous avoir dit que vous ne pouvez pas venir.",
            "Nous gardons la place jusqu'à ce que nous ayons parlé ensemble, ou que vous choisissiez ici.",
        ),
        rows=("when", "where", "help"),
        action="Demander une autre heure ou laisser la place",
        sms=(
            (
                "merci de l'avoir dit. Nous gardons le {day} à {time} en attendant."
                " Une autre heure, ou laisser la place ? Ici, ou appelez le {phone} :"
            ),
            "merci. Nous gardons le {day} à {time}. Une autre heure, ou laisser la place ? Ici, ou {phone} :",
            "merci. Une autre heure que {day}, {time} ? Ici, ou appelez le {phone} :",
            "merci. Une autre heure que {day}, {time}, ou laisser la place ?",
            "autre heure que {day}, {time} ? Laisser la place ?",
        ),
        sms_family=(
            "merci. {count} visites, {day} : {times}. D'autres heures, ou laisser les places ? Ici, ou {phone} :",
            "d'autres heures que {day}, {times} ?",
        ),
    ),
    Kind.ANSWER_AGAIN: Entry(
        subject="Vous recevez de nouveau nos messages - {camp}",
        lead=("Vous recevez de nouveau nos messages pour {your_visit}.",),
        rows=("when", "where", "meeting", "help"),
        action=_ACT,
        sms=(
            "vous recevez de nouveau nos messages. Votre visite : {day}, {time}, {venue}. Aide : {phone}.",
            "vous recevez de nouveau nos messages. Votre visite : {day}, {time}. Aide : {phone}.",
            "de nouveau nos messages. Votre visite : {day}, {time}.",
            "nos messages reviennent. Visite : {day}, {time}.",
        ),
        sms_carer=(
            "vous recevez de nouveau nos messages. La visite de votre enfant : {day}, {time}. Aide : {phone}.",
            "nos messages reviennent. Votre enfant : {day}, {time}.",
        ),
        sms_family=(
            "vous recevez de nouveau nos messages. {count} visites le {day} : {times}. Aide : {phone}.",
            "nos messages reviennent, {day} : {times}.",
        ),
    ),
    Kind.ANSWER_WHICH: Entry(
        subject="De quelle visite parlez-vous ? - {camp}",
        lead=("Votre réponse peut concerner plusieurs visites : nous n'avons rien fait. Dites-nous laquelle.",),
        rows=("when", "help"),
        action="Voir les détails",
        sms=(
            "quelle visite ? Envoyez 1 si vous venez ou 2 sinon, et ses chiffres : {codes}. Aide : {phone}",
            "quelle visite ? Envoyez 1 ou 2 et ses chiffres : {codes}. Aide : {phone}",
            "quelle visite ? Envoyez 1 ou 2 et ses chiffres : {codes}",
            "quelle visite ? Après le 1 ou le 2, envoyez les 4 chiffres de notre message. Aide : {phone}",
        ),
    ),
    Kind.ANSWER_HELP: Entry(
        subject="Nous n'avons pas compris votre réponse - {camp}",
        lead=("Désolés, nous n'avons pas compris votre réponse.",),
        rows=("when", "help"),
        action=_ACT,
        sms=(
            "désolés, nous n'avons pas compris. Répondez 1 si vous venez, 2 sinon. Ou appelez le {phone}, ou ici :",
            "désolés, nous n'avons pas compris. Répondez 1 si vous venez, 2 sinon. Ou ici :",
            "désolés : répondez 1 si vous venez, 2 sinon. Ou ici :",
        ),
    ),
    Kind.ANSWER_READ: Entry(
        subject="Nous avons votre message - {camp}",
        lead=("Merci pour votre message. Une personne du camp le lira.",),
        rows=("when", "help"),
        action=_ACT,
        sms=(
            "merci, une personne lira votre message. Si c'est urgent, appelez le {phone}. Votre visite est ici :",
            "merci, une personne lira votre message. Urgent ? Appelez le {phone}.",
            "merci, une personne lira votre message.",
        ),
    ),
}

REPLYING: dict[str, Replying] = {
    Kind.CONFIRM: Replying(
        sms=(
            (
                "votre place est le {day} à {time}, {venue}. Répondez 1 {code} si vous venez,"
                " 2 {code} sinon : nous la donnons alors à une autre personne. Ou ici :"
            ),
            (
                "votre place est le {day} à {time}. Répondez 1 {code} si vous venez,"
                " 2 {code} sinon : nous la donnons alors à une autre personne. Ou ici :"
            ),
            "votre place est le {day} à {time}. Répondez 1 {code} si vous venez, 2 {code} sinon. Ou ici :",
            "{day}, {time} : répondez 1 {code} si vous venez, 2 {code} sinon. Ou :",
            "{day}, {time}. Répondez 1 {code} (oui) ou 2 {code} (non) :",
        ),
        sms_carer=(
            "visite de votre enfant le {day} à {time}. Répondez 1 {code} si vous venez, 2 {code} sinon. Ou ici :",
            "votre enfant, {day}, {time} : répondez 1 {code} (oui), 2 {code} (non) :",
            "{day}, {time}. Répondez 1 {code} (oui) ou 2 {code} (non) :",
        ),
        sms_family=(
            "{count} visites le {day} : {times}, {venue}. Répondez 1 si vous venez tous, 2 sinon. Ou ici :",
            "{count} visites le {day} : {times}. Répondez 1 si vous venez tous, 2 sinon. Ou ici :",
            "{day}, {times}. Répondez 1 (tous) ou 2 (non) :",
        ),
    ),
}
