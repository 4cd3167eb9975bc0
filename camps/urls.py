"""Addresses of the camps app. `camps/<slug>/` is answered by a page of an app above once there is one."""

from django.urls import path

from camps.access import public
from camps.views import (
    account,
    accounts,
    camp_parts,
    camps,
    doctors,
    factor_resets,
    intake,
    intake_jobs,
    intake_rows,
    intake_template,
    members,
    registrations,
    sign_in_steps,
    venues,
)
from camps.views.camp_parts import KITS, PROCEDURES, STATIONS
from camps.views.style_guide import style_guide as style_guide_page

app_name = "camps"

style_guide = public("the look, with invented people")(style_guide_page)

in_and_out = [
    path("", accounts.home, name="home"),
    path("start/", accounts.start, name="start"),
    path("sign-in/", accounts.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in_steps.sign_in_code, name="sign_in_code"),
    path("sign-in/recovery/", sign_in_steps.sign_in_recovery, name="sign_in_recovery"),
    path("sign-in/set-up/", sign_in_steps.sign_in_set_up, name="sign_in_set_up"),
    path("sign-out/", accounts.sign_out, name="sign_out"),
    path("password/", accounts.password_reset, name="password_reset"),
    path("password/sent/", accounts.password_reset_sent, name="password_reset_sent"),
    path("password/changed/", accounts.password_changed, name="password_changed"),
    path("password/<uidb64>/<token>/", accounts.new_password, name="new_password"),
    path("invitation/<str:token>/", accounts.accept_invitation, name="accept_invitation"),
    path("organisations/", accounts.organisations, name="organisations"),
]
own_account = [
    path("account/", account.account, name="account"),
    path("account/sign-out-elsewhere/", account.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("account/phone/", account.change_phone, name="change_phone"),
    path("account/phone/set-up/", account.set_up_phone, name="set_up_phone"),
    path("account/recovery-codes/", account.recovery_codes, name="recovery_codes"),
    path("account/switch-off/", account.switch_off, name="switch_off"),
]
organisation = [
    path("members/", members.members, name="members"),
    path("members/<int:pk>/", members.member, name="member"),
    path("members/<int:pk>/delete/", members.delete_member, name="delete_member"),
    path("members/<int:pk>/lost-phone/", factor_resets.reset_second_factor, name="reset_second_factor"),
    path("invitations/<int:pk>/revoke/", members.revoke_invitation, name="revoke_invitation"),
    path("invitations/<int:pk>/again/", members.repeat_invitation, name="repeat_invitation"),
    path("venues/", venues.venues, name="venues"),
    path("venues/new/", venues.new_venue, name="new_venue"),
    path("venues/<int:pk>/", venues.venue, name="venue"),
    path("venues/<int:pk>/delete/", venues.delete_venue, name="delete_venue"),
    path("doctors/", doctors.doctors, name="doctors"),
    path("doctors/new/", doctors.new_doctor, name="new_doctor"),
    path("doctors/<int:pk>/", doctors.doctor, name="doctor"),
    path("doctors/<int:pk>/delete/", doctors.delete_doctor, name="delete_doctor"),
    path("my-cases/", doctors.own_cases, name="own_cases"),
]
of_camp = [
    path("camps/", camps.camps, name="camps"),
    path("camps/new/", camps.new_camp, name="new_camp"),
    path("camps/<slug:slug>/", camps.camp, name="camp"),
    path("camps/<slug:slug>/about/", camps.about, name="about"),
    path("camps/<slug:slug>/settings/", camps.settings, name="settings"),
    path("camps/<slug:slug>/settings/patients-day/", camps.patients_day, name="patients_day"),
    path("camps/<slug:slug>/settings/copy/", camps.copy_camp, name="copy_camp"),
    path("camps/<slug:slug>/settings/delete/", camps.delete_camp, name="delete_camp"),
    path("camps/<slug:slug>/settings/doctors/", doctors.camp_doctors, name="camp_doctors"),
    path("camps/<slug:slug>/settings/stations/usual-points/", camp_parts.usual_points, name="usual_points"),
    *STATIONS.urls(),
    *KITS.urls(),
    *PROCEDURES.urls(),
]
people = "camps/<slug:slug>/registrations/"
one = f"{people}<int:number>/"
of_people = [
    path(f"{people}new/", registrations.new_registration, name="new_registration"),
    path(one, registrations.registration, name="registration"),
    path(f"{one}person/", registrations.change_person, name="change_person"),
    path(f"{one}case/", registrations.change_case, name="change_case"),
    path(f"{one}day/", registrations.change_day, name="change_day"),
    path(f"{one}clearance/", registrations.change_clearance, name="change_clearance"),
    path(f"{one}guardian/", registrations.change_guardian, name="change_guardian"),
    path(f"{one}guardian/delete/", registrations.delete_guardian, name="delete_guardian"),
    path(f"{one}contacts/new/", registrations.new_contact, name="new_contact"),
    path(f"{one}contacts/<int:pk>/delete/", registrations.delete_contact, name="delete_contact"),
    path(f"{one}consents/new/", registrations.new_consent, name="new_consent"),
    path(f"{one}haemoglobin/new/", registrations.new_haemoglobin, name="new_haemoglobin"),
]

sheets = f"{people}sheets/"
one_sheet = f"{sheets}<int:pk>/"
of_sheets = [
    path(sheets, intake.upload_sheet, name="upload_sheet"),
    path(f"{sheets}template/", intake_template.sheet_template, name="sheet_template"),
    path(one_sheet, intake.sheet, name="sheet"),
    path(f"{one_sheet}progress/", intake_jobs.sheet_progress, name="sheet_progress"),
    path(f"{one_sheet}columns/", intake.sheet_columns, name="sheet_columns"),
    path(f"{one_sheet}rows/", intake_rows.sheet_rows, name="sheet_rows"),
    path(f"{one_sheet}fix/", intake_rows.fix_sheet, name="fix_sheet"),
    path(f"{one_sheet}doubles/", intake_rows.sheet_doubles, name="sheet_doubles"),
    path(f"{one_sheet}changes/", intake_rows.sheet_changes, name="sheet_changes"),
    path(f"{one_sheet}faulty.csv", intake_rows.faulty_rows, name="faulty_rows"),
    path(f"{one_sheet}commit/", intake.commit_sheet, name="commit_sheet"),
    path(f"{one_sheet}consent/", intake.sheet_consent, name="sheet_consent"),
    path(f"{one_sheet}undo/", intake.undo_sheet, name="undo_sheet"),
    path(f"{one_sheet}discard/", intake.discard_sheet, name="discard_sheet"),
]

urlpatterns = [
    path("style/", style_guide, name="style_guide"),
    path("style/<slug:page>/", style_guide, name="style_guide_page"),
    *in_and_out,
    *own_account,
    *organisation,
    *of_camp,
    *of_people,
    *of_sheets,
]
