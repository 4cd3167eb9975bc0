"""English: what is sent back to who answered by phone, and the question that takes an answer.

Each is sent because its reader just wrote to us, so it may ask for an answer of 1 or 2. What it names is what stands.
"""

from notifications.wording.entry import Entry, Replying
from notifications.wording.kinds import Kind

_ACT = "See the details, confirm, ask for another time or give up the place"

REPLIES: dict[str, Entry] = {
    Kind.ANSWER_COMING: Entry(
        subject="Thank you: {day} {year}, {time} - {camp}",
        lead=("Thank you, we expect you.",),
        rows=("when", "where", "meeting", "help"),
        action=_ACT,
        sms=(
            "thank you, we expect you on {day}, {time}, {venue}. Help: {phone}. Something came up? Tell us here:",
            "thank you, we expect you on {day}, {time}. Help: {phone}. Something came up? Tell us here:",
            "thank you, we expect you on {day}, {time}. Help: {phone}.",
            "thank you, we expect you on {day}, {time}.",
            "thank you. See you on {day}, {time}.",
        ),
        sms_carer=(
            "thank you, we expect your child on {day}, {time}. Help: {phone}. Something came up? Tell us here:",
            "thank you, we expect your child on {day}, {time}. Help: {phone}.",
            "thank you. Your child's visit: {day}, {time}.",
        ),
        sms_family=(
            "thank you, we expect you on {day}: {times}. Help: {phone}.",
            "thank you. {count} visits, {day}: {times}.",
        ),
    ),
    Kind.ANSWER_CANNOT: Entry(
        subject="What next? {Your_visit} on {day} {year}, {time} - {camp}",
        lead=(
            "Thank you for telling us that you cannot come.",
            "We keep the place until we have spoken, or until you choose here what is to be done with it.",
        ),
        rows=("when", "where", "help"),
        action="Ask for another time or give up the place",
        sms=(
            (
                "thank you for telling us. We keep {day}, {time}, until we have spoken."
                " Another time, or give it up? Here, or call {phone}:"
            ),
            "thank you. We keep {day}, {time}. Another time, or give it up? Here, or call {phone}:",
            "thank you. Another time for {day}, {time}? Here, or call {phone}:",
            "thank you. Another time for {day}, {time}, or give it up? Here:",
            "another time for {day}, {time}? Or give it up? Here:",
        ),
        sms_family=(
            "thank you. {count} visits, {day}: {times}. Other times, or give them up? Here, or call {phone}:",
            "other times for {day}, {times}? Here:",
        ),
    ),
    Kind.ANSWER_AGAIN: Entry(
        subject="You get our messages again - {camp}",
        lead=("You get our messages about {your_visit} again.",),
        rows=("when", "where", "meeting", "help"),
        action=_ACT,
        sms=(
            "you get our texts again. Your visit is {day}, {time}, {venue}. Help: {phone}.",
            "you get our texts again. Your visit is {day}, {time}. Help: {phone}.",
            "you get our texts again. Your visit: {day}, {time}.",
            "our texts are back. Your visit: {day}, {time}.",
        ),
        sms_carer=(
            "you get our texts again. Your child's visit is {day}, {time}. Help: {phone}.",
            "our texts are back. Child's visit: {day}, {time}.",
        ),
        sms_family=(
            "you get our texts again. {count} visits on {day}: {times}. Help: {phone}.",
            "our texts are back. {count} visits, {day}: {times}.",
        ),
    ),
    Kind.ANSWER_WHICH: Entry(
        subject="Which visit do you mean? - {camp}",
        lead=(
            "Your answer can be about more than one visit, so we did nothing yet. Please tell us which one you mean.",
        ),
        rows=("when", "help"),
        action="See the details",
        sms=(
            "which visit do you mean? Send 1 if you will come or 2 if not, and its digits: {codes}. Help: {phone}",
            "which visit? Send 1 or 2 and its digits: {codes}. Help: {phone}",
            "which visit? Send 1 or 2 and its digits: {codes}",
            "which visit? After the 1 or 2 please send the 4 digits of our text about that visit. Help: {phone}",
        ),
    ),
    Kind.ANSWER_HELP: Entry(
        subject="We did not understand your answer - {camp}",
        lead=("We are sorry, we did not understand your answer.",),
        rows=("when", "help"),
        action=_ACT,
        sms=(
            "sorry, we did not understand. Reply 1 if you will come, 2 if you cannot. Or call {phone}, or look here:",
            "sorry, we did not understand. Reply 1 if you will come, 2 if you cannot. Or here:",
            "sorry, please reply 1 if you will come, 2 if you cannot. Or here:",
        ),
    ),
    Kind.ANSWER_READ: Entry(
        subject="We have your message - {camp}",
        lead=("Thank you for your message. A person of the camp will read it.",),
        rows=("when", "help"),
        action=_ACT,
        sms=(
            "thank you, a person will read your message. If it is urgent, call {phone}. Your visit is here:",
            "thank you, a person will read your message. Urgent? Call {phone}.",
            "thank you, a person will read your message.",
        ),
    ),
}

REPLYING: dict[str, Replying] = {
    Kind.CONFIRM: Replying(
        sms=(
            (
                "your place is {day}, {time}, {venue}. Reply 1 {code} if you will come,"
                " 2 {code} if you cannot and we give it to another patient. Or here:"
            ),
            (
                "your place is {day}, {time}. Reply 1 {code} if you will come,"
                " 2 {code} if you cannot and we give it to another patient. Or here:"
            ),
            "your place is {day}, {time}. Reply 1 {code} if you will come, 2 {code} if you cannot. Or here:",
            "your place is {day}, {time}. Reply 1 {code} if you come, 2 {code} if not. Or:",
            "{day}, {time}: reply 1 {code} to come, 2 {code} if not. Or:",
        ),
        sms_carer=(
            (
                "to the parent or carer: your child's visit is {day}, {time}."
                " Reply 1 {code} if you will come, 2 {code} if you cannot. Or here:"
            ),
            "your child's visit is {day}, {time}. Reply 1 {code} if you will come, 2 {code} if you cannot. Or here:",
            "your child, {day}, {time}: reply 1 {code} to come, 2 {code} if not. Or:",
            "{day}, {time}: reply 1 {code} to come, 2 {code} if not. Or:",
        ),
        sms_family=(
            "{count} visits on {day}: {times}, {venue}. Reply 1 if all will come, 2 if not. Or here:",
            "{count} visits on {day}: {times}. Reply 1 if all will come, 2 if not. Or here:",
            "{day}, {times}: reply 1 if all come, else 2:",
        ),
    ),
}
