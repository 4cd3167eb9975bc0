"""French: what people who wait in the queue receive on their phones."""

from notifications.wording.entry import Entry
from notifications.wording.kinds import Kind

_ACT = "Voir votre place dans la file"

QUEUE: dict[str, Entry] = {
    Kind.COME_AT: Entry(
        subject="Venez vers {time} - {camp}",
        lead=("Venez vers {time}, pas à {old}. Votre numéro est {token}.", "L'heure peut encore changer."),
        rows=("help",),
        action=_ACT,
        sms=(
            "numéro {token} : venez vers {time}, pas à {old}. L'heure peut changer. Aide : {phone}.",
            "numéro {token} : venez vers {time}, pas à {old}. Aide : {phone}.",
            "numéro {token} : venez vers {time}, pas à {old}.",
        ),
    ),
    Kind.NEARLY: Entry(
        subject="C'est bientôt à vous - {camp}",
        lead=("Votre numéro est {token} : {before}.", "Restez à proximité."),
        rows=("help",),
        action=_ACT,
        sms=(
            "numéro {token}, {before}. Attendez près de {near}.",
            "numéro {token}, {before}. Restez à proximité.",
        ),
    ),
    Kind.GIVE_WAY: Entry(
        subject="Laisser passer quelqu’un ? - {camp}",
        lead=(
            "Une personne qui a du mal à attendre demande à passer avant vous. Votre numéro est {token}.",
            "Répondez avant {answer_by}. Un non ne vous coûte rien, et personne n’en est informé.",
        ),
        rows=("help",),
        action="Répondre",
        sms=(
            "numéro {token} : laissez-vous passer quelqu’un qui a du mal à attendre ? Dites-le avant {answer_by} :",
            "numéro {token} : laissez-vous passer quelqu’un ? Dites-le avant {answer_by} :",
            "numéro {token} : laisser passer quelqu’un ? Avant {answer_by} :",
        ),
    ),
}
