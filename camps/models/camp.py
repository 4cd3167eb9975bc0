"""A camp: some days at one venue."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from camps.models.scoped import Scoped

NIGHT_ENDS = time(4)  # no camp begins its day so early, and hardly one is still at work
FAST_HOURS = [MinValueValidator(1), MaxValueValidator(48)]


class CampState(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    CANCELLED = "cancelled", "Cancelled"


class DoctorInvites(models.TextChoices):
    """How doctors are invited: a mail a shift, or one for each appointment."""

    SHIFT = "shift", "One invitation a shift"
    APPOINTMENT = "appointment", "One invitation for each appointment"


class Camp(Scoped):
    """What is planned and published. `short_name` signs every text message, so it names no specialty."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(
        max_length=20, blank=True, help_text="Neutral sender's name, at most 20 characters, no specialty."
    )
    host = models.CharField(max_length=120, blank=True, help_text="Who holds the camp.")
    venue = models.ForeignKey("camps.Venue", on_delete=models.PROTECT, related_name="camps")
    first_day = models.DateField()
    days = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(60)])
    day_opens = models.TimeField(default=time(8))
    day_closes = models.TimeField(default=time(18))
    languages = ArrayField(
        models.CharField(max_length=12), default=list, help_text="BCP 47 codes, the first is the default."
    )
    help_phone = models.CharField(max_length=20, blank=True)
    preparation = models.TextField(blank=True, help_text="What to bring and do, for everyone. Names no illness.")
    state = models.CharField(max_length=12, choices=CampState, default=CampState.DRAFT)
    doctor_invites = models.CharField(max_length=12, choices=DoctorInvites, default=DoctorInvites.SHIFT)
    feeds_name_procedures = models.BooleanField(default=False, help_text="Doctors' feeds may name the procedure.")
    window_minutes = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(10), MaxValueValidator(240)], help_text="Length of an arrival window."
    )
    clearance_required = models.BooleanField(
        default=False, help_text="Operate only with consent and fitness on record."
    )
    fasts_from = models.TimeField(
        null=True, blank=True, help_text="After noon it is the evening before. Empty: fasting limits no hour."
    )
    longest_fast_hours = models.PositiveSmallIntegerField(default=16, validators=FAST_HOURS)
    longest_child_fast_hours = models.PositiveSmallIntegerField(default=12, validators=FAST_HOURS)
    last_bus = models.TimeField(null=True, blank=True, help_text="Who does not stay the night is let go by then.")
    ward_beds = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: nights are not counted.")
    tell_shift_min = models.PositiveSmallIntegerField(
        default=30,
        validators=[MinValueValidator(10), MaxValueValidator(240)],
        help_text="Who waits is texted when the expected time moves by more than so many minutes.",
    )
    go_first_share = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="So many in a hundred of those asked let somebody go first. Empty: everyone who is passed.",
    )
    go_first_minutes = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(2), MaxValueValidator(60)], help_text="Time to answer."
    )
    go_first_by_phone = models.BooleanField(default=False, help_text="Who waits may ask from the own phone page.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def has_points(self) -> bool:
        """Whether people can be called anywhere but to tables, desks and beds."""
        return any(station.lane for station in self.stations.all())

    @property
    def zone(self) -> ZoneInfo:
        return self.venue.zone

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=self.days - 1)

    @property
    def dates(self) -> list[date]:
        return [self.first_day + timedelta(days=n) for n in range(self.days)]

    @property
    def language(self) -> str:
        return self.languages[0] if self.languages else "en"

    def day_at(self, at: datetime) -> date:
        """The camp's day at an instant: "today" for desks, queue and boards.

        It ends at four in the night, not at midnight: who still waits then is in the same queue under the same token.
        Where the camp opens before four, it ends with that.
        """
        day = at.astimezone(self.zone).date()
        begins = self.instant(day, min(NIGHT_ENDS, self.day_opens))
        return day if at >= begins else day - timedelta(days=1)

    def span_of(self, day: date) -> tuple[datetime, datetime]:
        """From when to when `day_at` says this day."""
        begins = min(NIGHT_ENDS, self.day_opens)
        return self.instant(day, begins), self.instant(day + timedelta(days=1), begins)

    def instant(self, day: date, at: time) -> datetime:
        """The instant of a wall-clock time at the venue; a time that a clock change skips moves forward (fold=0)."""
        return datetime.combine(day, at, tzinfo=self.zone)
