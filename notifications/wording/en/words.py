"""English: the small words."""

from notifications.wording.entry import Words

WORDS = Words(
    hello="Hello,",
    hello_named="Hello {name},",
    hello_carer="To the parent or carer,",
    hello_carer_named="To the parent or carer of {name},",
    your_visit="your visit",
    your_childs_visit="your child's visit",
    your_visits="your {count} visits",
    fasting="eat nothing after {hour}",
    childs_fasting="nothing to eat after {hour}",
    the_day_before="{said} the day before",
    tomorrow="tomorrow",
    today="today",
    labels={
        "when": "When",
        "was": "Was",
        "changed": "What changed",
        "where": "Where",
        "was_at": "Was at",
        "meeting": "Meet at",
        "lines": "Your list",
        "until": "The link works until",
        "help": "Help",
    },
    changes={
        "day": "day",
        "time": "time",
        "place": "place",
        "clocks": "the clock rules there; the hour on the clock stays",
    },
    colon=":",
    day_and_time="{day}, {time}",
    day_and_span="{day}, {time} to {until}",
    why_you_get_this="You get this message because {sender} plans this with you.",
    event_visit="Appointment - {camp}",
    event_shift="Camp shift - {camp}",
    event_case="Case",
    nothing_left="Nothing is left on your list of this day.",
    event_note="Please follow your instruction sheet.",
)
