"""English: what people who wait in the queue receive on their phones."""

from notifications.wording.entry import Entry
from notifications.wording.kinds import Kind

_ACT = "See your place in the queue"

QUEUE: dict[str, Entry] = {
    Kind.COME_AT: Entry(
        subject="Please come at about {time} - {camp}",
        lead=("Please come at about {time}, not {old}. Your token is {token}.", "The time may change again."),
        rows=("help",),
        action=_ACT,
        sms=(
            "token {token}: please come at about {time}, not {old}. It may change again. Help: {phone}.",
            "token {token}: please come at about {time}, not {old}. Help: {phone}.",
            "token {token}: please come at about {time}, not {old}.",
        ),
    ),
    Kind.NEARLY: Entry(
        subject="Nearly your turn - {camp}",
        lead=("Your token is {token}: {before}.", "Please stay near."),
        rows=("help",),
        action=_ACT,
        sms=(
            "token {token}, {before}. Please wait near {near}.",
            "token {token}, {before}. Please stay near.",
        ),
    ),
    Kind.GIVE_WAY: Entry(
        subject="May somebody go before you? - {camp}",
        lead=(
            "Somebody who finds it hard to wait asks to go before you. Your token is {token}.",
            "Please answer by {answer_by}. A no costs you nothing, and nobody is told of it.",
        ),
        rows=("help",),
        action="Answer",
        sms=(
            "token {token}: may somebody who finds it hard to wait go before you? Please answer by {answer_by}:",
            "token {token}: may somebody go before you? Please answer by {answer_by}:",
        ),
    ),
}
