"""Addresses of the notifications app."""

from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from notifications.telling_urls import of_telling
from notifications.views import (
    answers,
    busy,
    call_list,
    doctors,
    feeds,
    hooks,
    invites,
    ledger,
    needs_person,
    not_reached,
    outbox,
    outbox_answer,
    overview,
    paper_lists,
    patient_link,
    printing,
    publish,
    resending,
    slips,
    visit,
    visit_calendar,
    visit_first,
    visit_offer,
    visit_queue,
    visit_times,
    visit_unsubscribe,
    visit_who,
    visit_wishes,
    wishes,
)


class CampSlugConverter(SlugConverter):
    """A camp's slug: `camps/new/` is no camp, it belongs to the app below."""

    regex = r"(?!new/)[-a-zA-Z0-9_]+"


register_converter(CampSlugConverter, "camp")

app_name = "notifications"

of_visit = [
    path("v/<str:token>", visit.page, name="visit"),
    path("v/<str:token>/who", visit_who.who, name="visit_who"),
    path("v/<str:token>/times", visit_times.times, name="visit_times"),
    path("v/<str:token>/give-up", visit.give_up, name="visit_give_up"),
    path("v/<str:token>/wishes", visit_wishes.wishes, name="visit_wishes"),
    path("v/<str:token>/o/<int:number>", visit_offer.offer, name="visit_offer"),
    path("v/<str:token>/queue", visit_queue.queue, name="visit_queue"),
    path("v/<str:token>/queue/first", visit_first.first, name="visit_first"),
    path("v/<str:token>/queue/answer", visit_first.answer, name="visit_give_way"),
    path("v/<str:token>/queue/say", visit_queue.say, name="visit_queue_say"),
    path("v/<str:token>/queue/leave", visit_queue.leave, name="visit_queue_leave"),
    path("u/<str:token>", visit_unsubscribe.one_click, name="unsubscribe"),
    path("v/<str:token>/calendar.ics", visit_calendar.calendar, name="visit_calendar"),
]
of_providers = [
    path("hooks/<str:provider>/", hooks.hook, name="hook"),
    path("hooks/<str:provider>/<str:key>/", hooks.hook, name="hook_with_key"),
]
camp = "camps/<slug:slug>/"
told = f"{camp}messages/"
of_organisers = [
    path("camps/<camp:slug>/", overview.camp_overview, name="camp_overview"),
    path(f"{camp}needs-a-person/", needs_person.needs_person, name="needs_person"),
    path(f"{camp}needs-a-person/answers/<int:pk>/done/", needs_person.mail_done, name="mail_done"),
    path(f"{camp}needs-a-person/answers/<int:pk>/again/", needs_person.mail_again, name="mail_again"),
    path(f"{camp}publish/", publish.publish_page, name="publish"),
    path(f"{camp}publish/progress/", publish.publish_progress, name="publish_progress"),
    path(told, ledger.ledger, name="ledger"),
    path(f"{told}export.csv", ledger.export, name="export_messages"),
    path(f"{told}people/", ledger.told, name="told"),
    path(f"{told}not-reached/", not_reached.not_reached, name="not_reached"),
    path(f"{told}people/<int:number>/", ledger.of_patient, name="of_patient"),
    path(f"{told}people/<int:number>/link/close/", patient_link.close_link, name="close_link"),
    path(f"{told}people/<int:number>/link/new/", patient_link.new_link, name="new_link"),
    path(f"{told}people/<int:number>/link/send/", patient_link.send_link, name="send_link"),
    path(f"{told}people/<int:number>/wishes/", wishes.of_patient, name="wishes_of_patient"),
    path(f"{told}<int:pk>/", ledger.one_message, name="message"),
    path(f"{told}<int:pk>/again/", resending.again, name="again"),
    path(f"{told}answers/", answers.answers, name="answers"),
    path(f"{told}answers/<int:pk>/", answers.act, name="answer_act"),
    path(f"{told}answers/aside/<int:pk>/", answers.aside_done, name="aside_done"),
    path(f"{told}calls/", call_list.call_list, name="call_list"),
    path(f"{told}towns/", call_list.town_list, name="town_list"),
    path(f"{told}towns/paper/", call_list.town_paper, name="town_paper"),
    path(f"{told}tick/", call_list.tick_off, name="tick_off"),
    path(f"{told}untick/", call_list.untick, name="untick"),
]
of_outbox = [
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<str:name>/", outbox.outbox_mail, name="outbox_mail"),
    path("outbox/<str:name>/answer/", outbox_answer.answer, name="outbox_answer"),
    path("outbox/<str:name>/html/", outbox.outbox_html, name="outbox_html"),
]
paper = f"{camp}print/"
of_paper = [
    path(paper, printing.index, name="printing"),
    path(f"{paper}cards/", printing.cards, name="print_cards"),
    path(f"{paper}cards/<int:number>/", printing.of_one, name="print_one"),
    path(f"{paper}sheets/", printing.sheets, name="print_sheets"),
    path(f"{paper}day/", paper_lists.board, name="print_day"),
    path(f"{paper}staff/", paper_lists.staff_day, name="print_staff_day"),
    path(f"{paper}theatre/", paper_lists.theatre, name="print_theatre"),
    path(f"{paper}calls/", paper_lists.calls, name="print_calls"),
    path(f"{paper}gate/", paper_lists.gate, name="print_gate"),
    path(f"{paper}tokens/", slips.tokens, name="print_tokens"),
    path(f"{paper}slips/<int:pk>/", slips.slip, name="print_slip"),
]
of_feeds = [
    path("f/<str:token>.ics", feeds.calendar, name="calendar"),
    path("my-calendar/", doctors.own_calendar, name="own_calendar"),
    path("my-calendar/busy/", busy.own_busy, name="own_busy"),
    path("my-calendar/busy/<int:pk>/remove/", busy.remove_own, name="remove_own_busy"),
    path("doctors/<int:pk>/busy/", busy.doctor_busy, name="doctor_busy"),
    path("doctors/busy/<int:pk>/remove/", busy.remove_of_doctor, name="remove_busy"),
    path("my-calendar/invitations/", invites.own_invitations, name="own_invitations"),
    path("my-calendar/wishes/", wishes.own, name="own_wishes"),
    path("doctors/<int:pk>/invitations/", invites.doctor_invitations, name="doctor_invitations"),
    path("my-calendar/<int:pk>/renew/", doctors.renew_own, name="renew_own_feed"),
    path("my-calendar/<int:pk>/revoke/", doctors.revoke_own, name="revoke_own_feed"),
    path(f"{camp}feeds/", doctors.doctors_and_feeds, name="doctors_and_feeds"),
    path(f"{camp}feeds/new/", doctors.new_feed, name="new_feed"),
    path(f"{camp}feeds/<int:pk>/renew/", doctors.renew, name="renew_feed"),
    path(f"{camp}feeds/<int:pk>/revoke/", doctors.revoke, name="revoke_feed"),
]

urlpatterns = [
    *of_visit,
    *of_providers,
    *of_feeds,
    *of_organisers,
    *of_telling,
    *of_outbox,
    *of_paper,
]
