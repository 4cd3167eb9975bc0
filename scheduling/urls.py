"""Addresses of the schedule's pages, all below a camp's."""

from datetime import date

from django.urls import path, register_converter

from scheduling.views import (
    appointments,
    availability,
    camp_changes,
    clearing,
    closing,
    day,
    desk,
    dial,
    dragging,
    durations,
    filling,
    forecast,
    gaps,
    going_first,
    offline,
    placing,
    plans,
    registrations,
    replanning,
    report,
    theatre,
    theatre_marks,
    time_requests,
    timing_logs,
    undoing,
    wrong,
)
from scheduling.views.live import acts, alone, asking_first, hall, live_view, stations, today


class DayConverter:
    """A day as 2027-03-09; one that no calendar has is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "scheduling"
camp = "camps/<slug:slug>/"
people = f"{camp}registrations/"
days = f"{camp}day/"
one = f"{days}appointments/<int:pk>/"
set_up = f"{camp}settings/"
logs = f"{set_up}durations/logs/"

of_availability = [
    path(f"{set_up}availability/", availability.availability, name="availability"),
    path(f"{set_up}shifts/new/", availability.new_shift, name="new_shift"),
    path(f"{set_up}shifts/<int:pk>/", availability.shift, name="shift"),
    path(f"{set_up}shifts/<int:pk>/cancel/", availability.cancel_shift, name="cancel_shift"),
    path(f"{set_up}absences/new/", availability.new_absence, name="new_absence"),
    path(f"{set_up}absences/<int:pk>/remove/", availability.remove_absence, name="remove_absence"),
    path(f"{set_up}closures/new/", availability.new_closure, name="new_closure"),
    path(f"{set_up}closures/<int:pk>/remove/", availability.remove_closure, name="remove_closure"),
    path(f"{set_up}stations/<int:pk>/hours/", availability.station_hours, name="station_hours"),
]

one_plan = f"{camp}plans/<int:pk>/"
of_plans = [
    path(f"{camp}plans/", plans.plans, name="plans"),
    path(one_plan, plans.plan, name="plan"),
    path(f"{one_plan}progress/", plans.plan_progress, name="plan_progress"),
    path(f"{one_plan}stop/", plans.stop, name="stop_plan"),
    path(f"{one_plan}accept/", plans.accept, name="accept_plan"),
    path(f"{one_plan}undo/", plans.undo, name="undo_plan"),
    path(f"{one_plan}what-if/", forecast.plan_what_if, name="plan_what_if"),
    path(f"{one_plan}what-if/dial/", dial.plan_dial, name="plan_dial"),
    path(f"{camp}plans/what-if/", forecast.what_if, name="what_if"),
    path(f"{camp}plans/what-if/dial/", dial.dial, name="dial"),
]

of_durations = [
    path(f"{set_up}durations/", durations.durations, name="durations"),
    path(f"{logs}", timing_logs.upload_log, name="upload_log"),
    path(f"{logs}<int:pk>/", timing_logs.log_page, name="log"),
    path(f"{logs}<int:pk>/faulty/", timing_logs.faulty_log_rows, name="faulty_log_rows"),
    path(f"{logs}<int:pk>/columns/", timing_logs.log_columns, name="log_columns"),
    path(f"{logs}<int:pk>/undo/", timing_logs.undo_log_page, name="undo_log"),
    path(f"{logs}<int:pk>/discard/", timing_logs.discard_log_page, name="discard_log"),
    path(f"{one}took/", durations.took, name="took"),
    path(f"{one}took/remove/", durations.remove_took, name="remove_took"),
]

of_desk = [
    path(f"{camp}desk/", desk.desk, name="desk"),
    path(f"{camp}desk/now/", desk.desk_now, name="desk_now"),
    path("offline-worker.js", offline.worker, name="offline_worker"),
    path("offline/", offline.shell, name="offline"),
    path(f"{camp}desk/kept/", offline.kept_page, name="desk_kept"),
    path(f"{camp}desk/held/", offline.held, name="desk_held"),
    path(f"{camp}desk/sync/", offline.sync, name="desk_sync"),
    path(f"{camp}desk/open/", desk.open_this_desk, name="open_desk"),
    path(f"{camp}desk/close/", desk.close_this_desk, name="close_desk"),
    path(f"{camp}desk/check-in/", desk.check_in_page, name="check_in"),
    path(f"{camp}desk/walk-in/", desk.walk_in_page, name="walk_in"),
    path(f"{camp}desk/arrivals/<int:pk>/undo/", desk.undo_check_in, name="undo_check_in"),
]

in_theatre = f"{camp}theatre/"
one_case = f"{in_theatre}<int:pk>/"
of_theatre = [
    path(in_theatre, theatre.theatre, name="theatre"),
    path(f"{in_theatre}mine/", theatre.doctors_list, name="doctors_list"),
    path(f"{in_theatre}<day:day>/", theatre.theatre_board, name="theatre_day"),
    path(f"{in_theatre}<day:day>/now/", theatre.theatre_now, name="theatre_now"),
    path(f"{one_case}identity/", theatre_marks.identity, name="identity"),
    path(f"{one_case}mark/", theatre_marks.mark_moment, name="mark"),
    path(f"{one_case}unmark/", theatre_marks.unmark_moment, name="unmark"),
    path(f"{one_case}times/", theatre_marks.theatre_times, name="theatre_times"),
]

replan = f"{days}replan/"
one_change = f"{replan}<int:pk>/"
of_changes = [
    path(replan, replanning.replan_choices, name="replan_choices"),
    path(one_change, replanning.replanned, name="replanned"),
    path(f"{one_change}accept/", replanning.accept_replan, name="accept_replan"),
    path(f"{one_change}undo/", replanning.undo_replan, name="undo_replan"),
    path(f"{replan}<slug:what>/", replanning.replan, name="replan"),
]

one_station = f"{camp}stations/<int:pk>/live/"
of_the_day = [
    path(f"{camp}today/", today.today, name="today"),
    path(f"{camp}today/stay/", today.stay, name="stay_signed_in"),
    path(f"{camp}today/board/", today.board_link, name="board_link"),
    path(f"{camp}live/", live_view.live_view, name="live_view"),
    path(f"{camp}live/now/", live_view.live_view_now, name="live_view_now"),
    path(f"{camp}hall/", hall.hall, name="hall"),
    path(f"{camp}hall/now/", hall.hall_now, name="hall_now"),
    path("hall/<str:token>/", hall.board, name="board"),
    path("hall/<str:token>/now/", hall.board_now, name="board_now"),
    path(one_station, stations.station_live, name="station_live"),
    path(f"{one_station}now/", stations.station_now, name="station_now"),
    path(f"{one_station}call/", acts.call_next, name="call_next"),
    path(f"{one_station}alone/", alone.switch, name="station_alone"),
    path(f"{one_station}hold/", alone.hold, name="station_hold"),
    path(f"{one_station}sync/", alone.station_sync, name="station_sync"),
    path(f"{one_station}release/", alone.release_station, name="release_station"),
    path(f"{camp}today/outage/", alone.outage, name="outage"),
    path("offline/station/", alone.station_shell, name="offline_station"),
    path(f"{camp}queue/undo/", acts.undo, name="undo_act"),
    path(f"{camp}queue/<int:pk>/", stations.ticket, name="ticket"),
    path(f"{camp}queue/<int:pk>/first/", asking_first.first, name="ask_first"),
    path(f"{camp}queue/<int:pk>/first/now/", asking_first.first_now, name="first_now"),
]

closes = f"{days}<day:day>/close/"
of_closing = [
    path(closes, closing.close_page, name="close"),
    path(f"{closes}accept/", closing.accept, name="accept_fates"),
    path(f"{closes}accept/undo/", closing.take_back_accepted, name="take_back_accepted"),
    path(f"{closes}end/", closing.end, name="end_day"),
    path(f"{closes}open/", closing.reopen, name="reopen_day"),
    path(f"{closes}<int:number>/", closing.say, name="say_fate"),
    path(f"{closes}<int:number>/undo/", closing.take_back_fate, name="take_back_fate"),
    path(f"{closes}<int:number>/later/", closing.later, name="move_later"),
    path(f"{camp}report/", report.report, name="report"),
    path(f"{camp}report/<slug:sheet>.csv", report.report_csv, name="report_csv"),
]

of_today = f"{camp}today/"
of_trouble = [
    path(f"{of_today}wrong/", wrong.wrong, name="wrong"),
    path(f"{of_today}wrong/<slug:what>/", wrong.what_went_wrong, name="what_went_wrong"),
    path(f"{of_today}gaps/", gaps.gaps, name="gaps"),
    path(f"{of_today}gaps/offer/", gaps.offer, name="offer_gap"),
    path(f"{of_today}gaps/offers/<int:pk>/", gaps.answer, name="answer_offer"),
]

urlpatterns = [
    *of_closing,
    *of_desk,
    *of_the_day,
    *of_availability,
    *of_durations,
    *of_plans,
    *of_changes,
    *of_theatre,
    *of_trouble,
    path(people, registrations.registrations, name="registrations"),
    path(f"{people}export.csv", registrations.export, name="export_registrations"),
    path(f"{people}decide/", registrations.decide_page, name="decide"),
    path(f"{people}clear/", clearing.clear_many, name="clear_many"),
    path(f"{people}undo/", registrations.undo_decisions, name="undo_decisions"),
    path(f"{people}<int:number>/places/", placing.places, name="places"),
    path(f"{people}<int:number>/place/", placing.place, name="place"),
    path(f"{people}<int:number>/fits/", dragging.fits, name="fits"),
    path(f"{people}screen/", filling.screen, name="screen"),
    path(f"{days}fill/", filling.fill, name="fill"),
    path(f"{days}fill/progress/", filling.filling_progress, name="filling_progress"),
    path(f"{days}fill/<int:pk>/empty/", filling.empty, name="empty_filling"),
    path(days, day.first_day, name="first_day"),
    path(f"{days}<day:day>/", day.day, name="day"),
    path(f"{days}free/", placing.free, name="free"),
    path(f"{days}undo/", undoing.undo_last, name="undo_last"),
    path(one, appointments.appointment, name="appointment"),
    path(f"{one}cancel/", appointments.cancel_appointment, name="cancel"),
    path(f"{one}swap/", appointments.swap, name="swap"),
    path(f"{one}first/", going_first.go_first, name="go_first"),
    path(f"{one}cover/", appointments.cover, name="cover"),
    path(f"{days}cover/", appointments.needs_cover, name="needs_cover"),
    path(f"{days}requests/", time_requests.time_requests, name="requests"),
    path(f"{days}requests/<int:pk>/", time_requests.time_request, name="request"),
    path(f"{days}change/", camp_changes.camp_changes_page, name="camp_changes"),
    path(f"{days}change/<slug:act>/", camp_changes.camp_change, name="camp_change"),
]
