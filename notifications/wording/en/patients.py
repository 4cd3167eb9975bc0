"""English: what patients and carers receive."""

from notifications.wording.entry import Entry
from notifications.wording.kinds import Kind

_SUBJECT = "{Your_visit} on {day} {year}, {time} - {camp}"
_ACT = "See the details, confirm, ask for another time or give up the place"
_SHEET = "Bring your camp card and follow your instruction sheet."

PATIENTS: dict[str, Entry] = {
    Kind.BOOKED: Entry(
        subject=_SUBJECT,
        lead=("We have booked {your_visit}.",),
        rows=("when", "where", "meeting", "help"),
        action=_ACT,
        after=(_SHEET,),
        sms=(
            "your visit is booked for {day} {year}, {time}, {venue}, {meeting}. Help: {phone}.",
            "your visit is booked for {day}, {time}, {venue}. Help: {phone}.",
            "your visit is booked for {day}, {time}. Help: {phone}.",
            "your visit is {day}, {time}. Help: {phone}.",
            "your visit is {day}, {time}.",
        ),
        sms_carer=(
            "to the parent or carer: your child's visit is booked for {day}, {time}, {venue}. Help: {phone}.",
            "to the parent or carer: your child's visit is {day}, {time}. Help: {phone}.",
            "your child's visit is {day}, {time}. Help: {phone}.",
            "your child's visit is {day}, {time}.",
        ),
        sms_family=(
            "{count} visits are booked for {day}: {times}, {venue}. Help: {phone}.",
            "{count} visits are booked for {day}: {times}. Help: {phone}.",
            "{count} visits, {day}: {times}.",
        ),
    ),
    Kind.CONFIRM: Entry(
        subject="Will you come? {Your_visit} on {day} {year}, {time} - {camp}",
        lead=(
            "We keep {your_visit} for you.",
            "Please tell us whether you will come. If you cannot, we give the place to another patient who is waiting.",
        ),
        rows=("when", "where", "meeting", "help"),
        action="Confirm, ask for another time or give up the place",
        after=(_SHEET,),
        sms=(
            "your place is {day}, {time}, {venue}. Please confirm here, or leave it to another patient:",
            "your place is {day}, {time}. Please confirm here, or leave it to another patient:",
            "please confirm here your visit on {day}, {time}. Help: {phone}.",
            "please confirm your visit on {day}, {time}:",
        ),
        sms_carer=(
            "to the parent or carer: please confirm here your child's visit on {day}, {time}. Help: {phone}.",
            "please confirm here your child's visit on {day}, {time}. Help: {phone}.",
            "please confirm your child's visit on {day}, {time}:",
        ),
        sms_family=(
            "please confirm here {count} visits on {day}: {times}, {venue}. Help: {phone}.",
            "please confirm {count} visits on {day}, {times}:",
        ),
    ),
    Kind.THREE_DAYS: Entry(
        subject=_SUBJECT,
        lead=(
            "We look forward to {your_visit}.",
            "If you cannot come, please tell us now: another patient can have the place.",
        ),
        rows=("when", "where", "meeting", "help"),
        action=_ACT,
        after=(_SHEET,),
        sms=(
            "we keep your place on {day} {year}, {time}, {venue}, {meeting}. Help: {phone}. Cannot come? Tell us here:",
            "we keep your place on {day}, {time}, {venue}. Help: {phone}. Cannot come? Tell us here:",
            "we keep your place on {day}, {time}. Help: {phone}. Cannot come? Tell us here:",
            "we keep your place on {day}, {time}. Cannot come? Tell us here:",
            "your visit is {day}, {time}. Cannot come? Tell us:",
        ),
        sms_carer=(
            (
                "to the parent or carer: your child's visit is {day}, {time}, {venue}. Help: {phone}."
                " Cannot come? Tell us here:"
            ),
            "your child's visit is {day}, {time}. Help: {phone}. Cannot come? Tell us here:",
            "your child's visit: {day}, {time}. Cannot come? Tell us:",
        ),
        sms_family=(
            "{count} visits on {day}: {times}, {venue}. Help: {phone}. Cannot come? Tell us here:",
            "{count} visits, {day}: {times}. Cannot come? Tell us:",
        ),
    ),
    Kind.DAY_BEFORE: Entry(
        subject=_SUBJECT,
        lead=("This is to remind you of {your_visit}.", "Please follow your instruction sheet."),
        rows=("when", "where", "meeting", "help"),
        action="See the details and how to get ready",
        after=("Bring your camp card.",),
        sms=(
            "come {soon}, {day}, {time}, {venue}. {Prepare}. Follow your instruction sheet. Help: {phone}.",
            "come {soon}, {day}, {time}. {Prepare}. Follow your instruction sheet. Help: {phone}.",
            "come on {day}, {time}. {Prepare}. Follow your instruction sheet.",
            "come on {day}, {time}. {Prepare}. Follow your sheet.",
            "come {soon}, {day}, {time}, {venue}, {meeting}. Follow your instruction sheet. Help: {phone}.",
            "come {soon}, {day}, {time}, {venue}. Follow your instruction sheet. Help: {phone}.",
            "come {soon}, {day}, {time}. Follow your instruction sheet. Help: {phone}.",
            "come on {day}, {time}. Follow your instruction sheet. Help: {phone}.",
            "come on {day}, {time}. Follow your instruction sheet.",
        ),
        sms_carer=(
            "bring your child {soon}, {day}, {time}. {Prepare}. Follow the instruction sheet. Help: {phone}.",
            "bring your child on {day}, {time}. {Prepare}. Follow the instruction sheet.",
            "bring your child on {day}, {time}. {Prepare}. Follow your sheet.",
            "bring your child {soon}, {day}, {time}, {venue}. Follow the instruction sheet. Help: {phone}.",
            "bring your child {soon}, {day}, {time}. Follow the instruction sheet. Help: {phone}.",
            "bring your child on {day}, {time}. Follow the instruction sheet.",
            "bring your child on {day}, {time}. Follow your sheet.",
        ),
        sms_family=(
            "{count} visits {soon}, {day}: {times}. Follow your instruction sheets. Help: {phone}.",
            "{count} visits on {day}: {times}. Follow your instruction sheets.",
            "{count} visits, {day}: {times}. Follow your sheets.",
        ),
    ),
    Kind.PREPARE: Entry(
        subject=_SUBJECT,
        lead=(
            "Please get ready for {your_visit}.",
            "Your instruction sheet says what to eat and drink, what to take and what to bring.",
        ),
        rows=("when", "where", "meeting", "help"),
        action="See the details and how to get ready",
        after=("Bring your camp card.",),
        sms=(
            "before your visit on {day}, {time}, {prepare}. Follow your instruction sheet. Help: {phone}.",
            "before your visit on {day}, {time}, {prepare}. Follow your instruction sheet.",
            "before your visit on {day}, {time}, {prepare}.",
            "{day}, {time}: {prepare}.",
            "get ready for your visit on {day}, {time}. Follow your instruction sheet. Help: {phone}.",
            "get ready for {day}, {time}. Follow your instruction sheet.",
            "get ready for {day}, {time}. Follow your sheet.",
        ),
        sms_carer=(
            "before your child's visit on {day}, {time}, {prepare}. Follow the instruction sheet. Help: {phone}.",
            "before your child's visit on {day}, {time}, {prepare}. Follow the instruction sheet.",
            "your child on {day}, {time}: {prepare}.",
            "your child, {day}, {time}: {prepare}.",
            "get your child ready for {day}, {time}. Follow the instruction sheet. Help: {phone}.",
            "get your child ready for {day}, {time}. Follow the instruction sheet.",
            "your child's visit: {day}, {time}. Follow your sheet.",
        ),
        sms_family=(
            "get ready for {count} visits on {day}: {times}. Follow your instruction sheets. Help: {phone}.",
            "get ready for {count} visits on {day}: {times}. Follow your instruction sheets.",
            "{count} visits, {day}: {times}. Follow your sheets.",
        ),
    ),
    Kind.MOVED: Entry(
        subject="New time: {day} {year}, {time} - {camp}",
        lead=("There is a new time for {your_visit}.", "Please do not come at the old time."),
        rows=("when", "was", "where", "meeting", "help"),
        action=_ACT,
        after=(_SHEET,),
        sms=(
            "your visit has a new time: {day} {year}, {time}, {venue}, {meeting}. The old time is gone. Help: {phone}.",
            "your visit has a new time: {day}, {time}, {venue}. The old time is gone. Help: {phone}.",
            "your visit has a new time: {day}, {time}. The old time is gone. Help: {phone}.",
            "your visit has a new time: {day}, {time}. The old time is gone.",
            "new time: {day}, {time}. The old time is gone.",
        ),
        sms_carer=(
            (
                "to the parent or carer: your child's visit has a new time: {day}, {time}."
                " The old time is gone. Help: {phone}."
            ),
            "your child's visit has a new time: {day}, {time}. The old time is gone.",
            "child's new time: {day}, {time}. The old time is gone.",
        ),
        sms_family=(
            "{count} visits have new times, {day}: {times}. The old times are gone. Help: {phone}.",
            "new times, {day}: {times}. The old are gone.",
        ),
    ),
    Kind.CANCELLED: Entry(
        subject="Not taking place: {your_visit} on {day} {year} - {camp}",
        lead=("We had to call off {your_visit}.", "Please do not come at this time."),
        rows=("was", "where", "help"),
        action="See what you can do next",
        sms=(
            "your visit on {day} {year}, {time}, will not take place. Please do not come. Help: {phone}.",
            "your visit on {day} will not take place. Please do not come. Help: {phone}.",
            "your visit on {day} will not take place. Please do not come.",
            "your visit on {day} will not take place. Do not come.",
        ),
        sms_carer=(
            (
                "to the parent or carer: your child's visit on {day} will not take place."
                " Please do not come. Help: {phone}."
            ),
            "your child's visit on {day} will not take place. Please do not come. Help: {phone}.",
            "child's visit on {day} will not take place. Do not come.",
        ),
        sms_family=(
            "{count} visits on {day} will not take place. Please do not come. Help: {phone}.",
            "{count} visits on {day} will not take place. Do not come.",
        ),
    ),
    Kind.VENUE_CHANGED: Entry(
        subject="New place: {your_visit} on {day} {year}, {time} - {camp}",
        lead=("There is a new place for {your_visit}.", "Please do not go to the old place."),
        rows=("when", "where", "meeting", "was_at", "help"),
        action="See the new place on the map",
        after=(_SHEET,),
        sms=(
            "your visit on {day}, {time}, is now at {venue}, {meeting}. Not at the old place. Help: {phone}.",
            "your visit on {day}, {time}, is now at {venue}. Help: {phone}.",
            "your visit on {day}, {time}, is now at {venue}.",
            "your visit on {day} is now at {venue}.",
            "the place of your visit on {day} has changed. See:",
        ),
        sms_carer=(
            "your child's visit on {day}, {time}, is now at {venue}. Help: {phone}.",
            "your child's visit on {day} is now at {venue}.",
            "new place for your child's visit on {day}. See:",
        ),
        sms_family=(
            "{count} visits on {day} are now at {venue}. Help: {phone}.",
            "{count} visits on {day} are now at {venue}.",
            "new place for {count} visits on {day}. See:",
        ),
    ),
    Kind.CLOCKS_CHANGED: Entry(
        subject="Same time, new clock rules: {your_visit} on {day} {year}, {time} - {camp}",
        lead=(
            "The clock rules have changed where the camp is held. {Your_visit} stays at the same hour there.",
            "A phone or a calendar may show another hour until it knows the new rules: please go by the clock there.",
        ),
        rows=("when", "where", "meeting", "help"),
        action=_ACT,
        after=(_SHEET,),
        sms=(
            "the clock rules have changed. Your visit stays {day}, {time}, by the clock there. Help: {phone}.",
            "clock rules changed. Your visit stays {day}, {time}, local time. Help: {phone}.",
            "clock rules changed. Your visit stays {day}, {time}, local time.",
            "clock rules changed: {day}, {time}, as before.",
        ),
        sms_carer=(
            "the clock rules have changed. Your child's visit stays {day}, {time}, by the clock there. Help: {phone}.",
            "clock rules changed. Your child's visit stays {day}, {time}, local time.",
            "clock rules changed, child: {day}, {time}, as before.",
        ),
        sms_family=(
            "the clock rules have changed. Your {count} visits stay {day}: {times}, local time. Help: {phone}.",
            "clock rules changed. {count} visits stay {day}: {times}, local time.",
            "clock rules changed: {day}, {times}, as before.",
        ),
    ),
    Kind.POSTPONED: Entry(
        subject="Put off: {your_visit}, now {day} {year}, {time} - {camp}",
        lead=(
            "The camp is put off, and there is a new day for {your_visit}.",
            "Please do not come on the old day.",
        ),
        rows=("when", "was", "where", "meeting", "help"),
        action=_ACT,
        after=(_SHEET,),
        sms=(
            "the camp is put off. Your visit is now {day} {year}, {time}, {venue}. The old day is gone. Help: {phone}.",
            "the camp is put off. Your visit is now {day}, {time}. The old day is gone. Help: {phone}.",
            "put off: your visit is now {day}, {time}. The old day is gone.",
            "put off: your visit is now {day}, {time}.",
        ),
        sms_carer=(
            "the camp is put off. Your child's visit is now {day}, {time}. The old day is gone. Help: {phone}.",
            "put off: your child's visit is now {day}, {time}.",
        ),
        sms_family=(
            "the camp is put off. {count} visits are now {day}: {times}. The old day is gone. Help: {phone}.",
            "put off: {count} visits now {day}, {times}.",
        ),
    ),
    Kind.CAMP_CANCELLED: Entry(
        subject="The camp will not take place - {camp}",
        lead=(
            "We are sorry: the camp will not take place, so we call off {your_visit}.",
            "Please do not come.",
        ),
        rows=("was", "help"),
        action="See what you can do next",
        sms=(
            "the camp will not take place. Your visit on {day} is off. Please do not come. Help: {phone}.",
            "the camp will not take place. Please do not come. Help: {phone}.",
            "the camp will not take place. Please do not come.",
        ),
        sms_carer=(
            "the camp will not take place. Your child's visit on {day} is off. Please do not come. Help: {phone}.",
            "the camp will not take place. Please do not come. Help: {phone}.",
            "the camp will not take place. Please do not come.",
        ),
        sms_family=(
            "the camp will not take place. Your {count} visits on {day} are off. Please do not come. Help: {phone}.",
            "the camp will not take place. Please do not come. Help: {phone}.",
            "the camp will not take place. Please do not come.",
        ),
    ),
    Kind.TIME_KEPT: Entry(
        subject=_SUBJECT,
        lead=("We found no other time, so we keep {your_visit} as before.",),
        rows=("when", "where", "meeting", "help"),
        action="Confirm or give up the place",
        after=(_SHEET,),
        sms=(
            "we found no other time. Your visit stays {day}, {time}, {venue}. Help: {phone}.",
            "we found no other time. Your visit stays {day}, {time}. Help: {phone}.",
            "no other time is free. Your visit stays {day}, {time}.",
        ),
        sms_carer=(
            "we found no other time. Your child's visit stays {day}, {time}. Help: {phone}.",
            "no other time is free. Child's visit: {day}, {time}.",
        ),
        sms_family=(
            "we found no other time. Your {count} visits stay {day}: {times}. Help: {phone}.",
            "no other time is free: {day}, {times}.",
        ),
    ),
    Kind.NEW_LINK: Entry(
        subject="New link for {your_visit} on {day} {year}, {time} - {camp}",
        lead=(
            "The link to the page of {your_visit} is a new one. The link you had before is closed.",
            "Day, hour and place are the same.",
        ),
        rows=("when", "where", "meeting", "help"),
        action=_ACT,
        after=("If you have a card or a sheet with a code, the code is closed too. Ask us for a new card.",),
        sms=(
            "your visit stays {day}, {time}. The link you had is closed, this is the new one. Help: {phone}.",
            "your visit stays {day}, {time}. The link you had is closed. The new one:",
            "new link for your visit on {day}, {time}:",
        ),
        sms_carer=(
            "your child's visit stays {day}, {time}. The link you had is closed. The new one:",
            "new link, your child's visit on {day}, {time}:",
        ),
        sms_family=(
            "{count} visits stay on {day}: {times}. The link you had is closed. The new one:",
            "new link for {count} visits on {day}, {times}:",
        ),
    ),
    Kind.OFFER: Entry(
        subject="A place has become free: {day} {year}, {time} - {camp}",
        lead=(
            "A place has become free today, and it can be yours.",
            "Please answer by {answer_by}. After that it is offered to somebody else.",
        ),
        rows=("when", "where", "meeting", "help"),
        action="Answer yes or no",
        after=("Until you say yes, the place is not kept for you. Bring your camp card.",),
        sms=(
            "a place has become free {soon}, {day}, {time}, {venue}. Tell us by {answer_by} whether you take it:",
            "a place has become free {soon}, {day}, {time}. Tell us by {answer_by} whether you take it:",
            "a place has become free on {day}, {time}. Tell us by {answer_by} whether you take it:",
            "a free place: {day}, {time}. Tell us here by {answer_by}:",
        ),
        sms_carer=(
            "a place for your child has become free {soon}, {day}, {time}. Tell us by {answer_by} whether you take it:",
            "a place for your child is free on {day}, {time}. Tell us here by {answer_by}:",
            "child's place: {day}, {time}. Answer by {answer_by}:",
        ),
        sms_family=(
            "{count} places have become free on {day}: {times}. Tell us by {answer_by} whether you take them:",
            "{count} free: {day}, {times}. Answer by {answer_by}:",
        ),
    ),
}
