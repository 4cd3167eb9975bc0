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
}
