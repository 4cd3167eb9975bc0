"""An owner's way in a real browser from an empty database to a camp that can be filled; and axe on every page of it."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from camps.models import User
from camps.services.organisations import create_organisation
from tests.browser.looking import arrive, faults_of, resize, sideways
from tests.factories.camps import PASSWORD, make_user

pytestmark = [
    pytest.mark.xdist_group("setting up"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]

OWNER = "owner@team.test"
REFUSED = "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"


@pytest.fixture
def owner(here) -> User:
    """An organisation stands, and this person leads it."""
    person = make_user(OWNER, name="Ola Owner")
    create_organisation(name="Hill Surgeons", owner=person)
    return person


class Walk:
    """One person in one browser; what is wrong with the pages on the way is gathered, so that one run shows it all."""

    def __init__(self, page: Page) -> None:
        self.page, self.wrong, self.camp = page, [], ""

    def see(self, heading: str, name: str) -> None:
        """The page with this heading is here; look at it on a phone, and whether it fits a desk's screen."""
        arrive(self.page, heading)
        resize(self.page, 360)
        self.wrong += faults_of(self.page, name)
        resize(self.page, 1280)
        self.wrong += [f"{name}: {fault}" for fault in sideways(self.page)]

    def follow(self, link: str, heading: str, name: str = "") -> None:
        """Open a link of the page's own part; look at where it leads when that has a `name`."""
        self.page.locator("main").get_by_role("link", name=link).first.click()
        self.see(heading, name) if name else arrive(self.page, heading)

    def open(self, path: str, heading: str, name: str = "") -> None:
        self.page.goto(path)
        self.see(heading, name) if name else arrive(self.page, heading)

    def answer(self, answers: dict[str, str], *, press: str = "Save") -> None:
        """Fill inputs and choices by their labels, then press the button."""
        for label, answer in answers.items():
            field = self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$"))
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(answer)
            else:
                field.fill(answer)
        self.page.get_by_role("button", name=press, exact=True).click()

    def is_told(self, words: str) -> None:
        expect(self.page.get_by_text(words)).to_be_visible()


@pytest.mark.long
def test_an_owner_walks_from_nothing_to_a_camp_that_can_be_filled(new_page, here, complaints):
    walk = Walk(new_page())
    begin(walk)
    invite_a_helper(walk)
    make_a_camp(walk)
    furnish(walk)
    bring_doctors(walk)
    register_somebody(walk)
    walk.open(f"{walk.camp}registrations/screen/", "Screen by the rules?", "screen")
    walk.page.get_by_role("button", name="Screen", exact=True).click()
    walk.is_told("Listed 1,")
    walk.open(f"{walk.camp}day/fill/", "Fill the camp", "ready-to-fill")
    walk.is_told("1 listed person waits for a place.")
    assert walk.wrong == []
    assert [text for text in complaints if text != REFUSED] == []


def begin(walk: Walk) -> None:
    walk.open("/", "Welcome to Campline", "first-run")
    answers = {"Your organisation": "Hill Surgeons", "Your name": "Ola Owner", "E-mail": OWNER}
    walk.answer(answers | {"Choose a password": "short"}, press="Begin")
    expect(walk.page.get_by_role("alert")).to_be_visible()
    walk.see("Welcome to Campline", "first-run-refused")
    walk.answer({"Choose a password": PASSWORD}, press="Begin")
    walk.see("Camps", "camps-none")
    walk.is_told("Your organisation is ready")
    walk.open("/organisations/", "Your organisations", "organisations")


def invite_a_helper(walk: Walk) -> None:
    walk.open("/members/", "Members", "members")
    walk.answer({"E-mail": "desk@team.test", "Role": "desk"}, press="Send the invitation")
    walk.is_told("An invitation for desk@team.test is made.")
    walk.see("Members", "members-invited")
    walk.follow("Send again", "Invite desk@team.test again?", "invite-again")
    walk.page.go_back()
    arrive(walk.page, "Members")
    walk.follow("Withdraw", "Withdraw the invitation of desk@team.test?", "invitation-withdraw")
    walk.open("/members/", "Members")
    walk.follow("Ola Owner", "Ola Owner", "member")
    walk.follow("Delete or remove", "Remove Ola Owner?", "member-remove")


def make_a_camp(walk: Walk) -> None:
    walk.open("/camps/", "Camps")
    walk.follow("New camp", "New venue", "new-venue")
    venue = {"Name and town": "General Hospital, Jalingo", "Country": "NG", "Time zone": "Africa/Lagos"}
    place = {"Meeting point": "gate 2", "Latitude": "8.893", "Longitude": "11.359"}
    walk.answer(venue | place)
    walk.see("New camp", "new-camp")
    walk.answer({}, press="Make the camp")
    expect(walk.page.get_by_role("alert")).to_be_visible()
    walk.see("New camp", "new-camp-refused")
    asked = {"Name of the camp": "Hill Camp", "Venue": "General Hospital, Jalingo", "First day": "2027-03-01"}
    walk.answer(asked | {"Number of days": "2"}, press="Make the camp")
    walk.see("Settings", "settings-missing")
    walk.camp = urlsplit(walk.page.url).path.removesuffix("settings/")
    missing = {"Short name": "Hill Camp", "Help phone": "0803 407 5067", "Preparation": "Bring your papers."}
    walk.answer(missing | {"First language": "en"})
    walk.is_told("Nothing is missing for publishing.")
    walk.see("Settings", "settings")
    walk.follow("Copy this camp", "Copy this camp", "copy-camp")
    walk.open(f"{walk.camp}settings/", "Settings")
    walk.follow("Delete this draft", "Delete Hill Camp?", "delete-camp")
    walk.open("/camps/", "Camps", "camps")
    walk.open(f"{walk.camp}about/", "Hill Camp", "about")
    walk.open(walk.camp, "How it stands", "overview-new")
    walk.open("/venues/", "Venues", "venues")
    walk.follow("General Hospital", "General Hospital", "venue")
    walk.follow("Delete this venue", "Delete General Hospital", "delete-venue")


def furnish(walk: Walk) -> None:
    """Stations, kit and procedures."""
    walk.open(f"{walk.camp}settings/stations/", "Stations", "stations-none")
    for name, kind in (("Table 1", "table"), ("Recovery", "recovery")):
        walk.open(f"{walk.camp}settings/stations/new/", "New station", "new-station")
        walk.answer({"Name": name, "What it is": kind, "Places": "1"})
        walk.is_told(f"{name} is saved.")
    walk.see("Stations", "stations")
    walk.follow("Table 1", "Table 1", "station")
    walk.follow("Delete or remove", "Delete Table 1?", "delete-station")
    walk.open(f"{walk.camp}settings/stations/", "Stations")
    walk.follow("Change the hours of Table 1", "Hours of Table 1", "station-hours")
    walk.open(f"{walk.camp}settings/kits/", "Kit", "kits-none")
    walk.follow("New equipment", "New equipment", "new-kit")
    walk.answer({"Name": "c-arm", "How many": "1"})
    walk.is_told("c-arm is saved.")
    walk.see("Kit", "kits")
    walk.follow("c-arm", "c-arm", "kit")
    walk.open(f"{walk.camp}settings/procedures/", "Procedures", "procedures-none")
    walk.follow("New procedure", "New procedure", "new-procedure")
    walk.answer({})
    expect(walk.page.get_by_role("alert")).to_be_visible()
    walk.see("New procedure", "new-procedure-refused")
    what = {"Code": "BONE", "Name": "Bone operation", "Specialty": "orthopaedics", "Anaesthesia": "local"}
    walk.answer(what | {"Usual minutes": "60", "Long minutes": "90", "Equipment needed": "c-arm"})
    walk.is_told("Bone operation is saved.")
    walk.see("Procedures", "procedures")
    walk.follow("Bone operation", "Bone operation", "procedure")


def bring_doctors(walk: Walk) -> None:
    """A doctor, shifts, an absence, a closure."""
    walk.open("/doctors/", "Doctors", "doctors-none")
    walk.follow("New doctor", "New doctor", "new-doctor")
    walk.answer({"Name": "Ada Bone", "Role": "surgeon", "E-mail": "ada@team.test", "Skill 1": "orthopaedics"})
    walk.is_told("Ada Bone is added.")
    walk.see("Doctors", "doctors")
    walk.follow("Ada Bone", "Ada Bone", "doctor")
    walk.follow("Delete or remove", "Delete Ada Bone?", "delete-doctor")
    walk.open(f"{walk.camp}settings/doctors/", "Doctors", "camp-doctors-none")
    walk.follow("New shift", "New shift", "new-shift")
    walk.page.get_by_label("Monday 1 March 2027").check()
    walk.page.get_by_label("Tuesday 2 March 2027").check()
    walk.answer({"Doctor": "Ada Bone"})
    walk.is_told("2 shifts are added.")
    walk.see("Doctors", "camp-doctors")
    walk.follow("Monday 1 March", "Shift of Ada Bone", "shift")
    walk.follow("Delete or remove", "Cancel this shift of Ada Bone?", "cancel-shift")
    walk.open(f"{walk.camp}settings/availability/", "Absences and closures", "availability-none")
    walk.follow("A doctor is away", "A doctor is away", "new-absence")
    second_day = {"From the day": "2027-03-02", "To the day": "2027-03-02"}
    walk.answer(second_day | {"Doctor": "Ada Bone", "Why": "flight"})
    walk.is_told("Saved.")
    walk.follow("Close a station", "Close a station for a time", "new-closure")
    walk.answer(second_day | {"Station": "Table 1", "Why": "cleaning"})
    walk.is_told("Saved.")
    walk.see("Absences and closures", "availability")
    walk.follow("There after all", "Is Ada Bone there after all?", "absence-remove")
    walk.open(f"{walk.camp}settings/availability/", "Absences and closures")
    walk.follow("Open again", "Open Table 1 again?", "closure-remove")


def register_somebody(walk: Walk) -> None:
    """One person by hand, and the pages that put right what was written."""
    walk.open(f"{walk.camp}registrations/", "Registrations", "registrations-none")
    walk.follow("Register a patient", "Register a patient", "new-registration")
    walk.answer({"Phone": "0803"}, press="Register")
    expect(walk.page.get_by_role("alert")).to_be_visible()
    walk.see("Register a patient", "new-registration-refused")
    walk.page.get_by_label("Yes", exact=True).check()
    person = {"Phone": "0803 123 4567", "Full name, as you write it": "Musa Bello", "Age or birth date": "30"}
    walk.answer(person | {"Procedure asked for": "Bone operation", "Parent or carer": "Ruth Bello"}, press="Register")
    walk.is_told("Musa Bello is registered with card number 001.")
    walk.see("Musa Bello", "registration")
    here = walk.page.url
    for link, heading in (
        ("Change the person", "Change the person"),
        ("Change what the patient comes for", "Change what the patient comes for"),
        ("Add a phone or e-mail", "Add a phone or e-mail"),
        ("Remove +234", "Remove +234"),
        ("Remove the parent or carer", "Remove Ruth Bello"),
        ("New haemoglobin value", "New haemoglobin value"),
        ("Write down a consent", "Write down a consent"),
    ):
        walk.follow(link, heading, f"registration-{link.lower().replace(' ', '-')}")
        walk.open(here, "Musa Bello")


def test_a_forgotten_password_is_chosen_anew_by_the_link_in_the_mail(open_page, owner, complaints):
    walk = Walk(open_page(owner))
    walk.open("/", "Camps")
    walk.page.locator("header details summary").click()
    walk.page.get_by_role("button", name="Sign out").click()
    walk.see("You are signed out", "signed-out")
    walk.follow("Sign in", "Sign in")
    walk.follow("I have forgotten my password", "Choose a new password", "password-forgotten")
    walk.answer({"E-mail": OWNER}, press="Send the link")
    walk.see("Look into your mail", "password-sent")
    (link,) = re.findall(r"http://\S+", mail.outbox[-1].body)
    walk.open(link, "Your new password", "password-new")
    other = f"{PASSWORD} again"
    walk.answer({"New password": other, "New password confirmation": other}, press="Save the password")
    walk.see("Your new password is set", "password-set")
    walk.open(link, "This link no longer works", "password-link-used")
    walk.open("/sign-in/", "Sign in")
    walk.answer({"E-mail": OWNER, "Password": other}, press="Sign in")
    walk.see("Camps", "camps-again")
    assert walk.wrong == []
    assert [text for text in complaints if text != REFUSED] == []


def test_somebody_invited_joins_by_the_link_in_the_mail(open_page, new_page, owner, complaints):
    leader = Walk(open_page(owner))
    leader.open("/members/", "Members")
    leader.answer({"E-mail": "desk@team.test", "Role": "desk"}, press="Send the invitation")
    leader.is_told("An invitation for desk@team.test is made.")
    (link,) = re.findall(r"http://\S+", mail.outbox[-1].body)
    helper = Walk(new_page())
    helper.open(link, "Join your team", "join")
    helper.answer({"Your name": "Deb Desk", "Choose a password": PASSWORD}, press="Join")
    helper.see("Camps", "camps-of-a-helper")
    helper.is_told("Welcome to Hill Surgeons.")
    another = Walk(new_page())
    another.open(link, "This invitation does not open", "invitation-gone")
    assert (leader.wrong, helper.wrong, another.wrong) == ([], [], [])
    assert [text for text in complaints if text != REFUSED and "410" not in text] == []
