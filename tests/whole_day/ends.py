"""How the day must end by the script's own count, and what the product says of it: fates, then the report."""

from __future__ import annotations

from collections import Counter

from tests.whole_day.count import TableCount, minutes, share, waits
from tests.whole_day.day import AWAY, Day
from tests.whole_day.organiser import minute_of

DONE, SEEN = "Done: operated", "Examined, no operation needed"
MOVED, NOT_COME = "Moved: has a place on a later day", "Did not come"
LEFT, DEFERRED = "Left before the end", "Deferred to later"
WORDS = {"moved": MOVED, "deferred": DEFERRED, "left": LEFT}
WHY_NOT = ("transport", "fear", "family", "elsewhere", "not_known")
REASONS = {
    "transport": "Transport money",
    "fear": "Fear",
    "family": "Family",
    "elsewhere": "Done elsewhere",
    "not_known": "Not known yet",
    "no_time": "No theatre time",
}
TELLS_A_PLACE = {
    "Place and hour",
    "Request to confirm",
    "Reminder: we keep your place",
    "Reminder: come, and follow the sheet",
    "How to prepare",
    "New time",
}
LISTS = ("Call list", "List by town")  # whom somebody rings, or sends word to
OPENS = 7 * 60 + 30  # the tables


class Ends:
    """What became of everybody."""

    def __init__(self, day: Day) -> None:
        self.day, self.site, self.count = day, day.site, day.site.count
        self.operated = {card for card, one in self.count.operations.items() if "out" in one.marks}
        self.later = {one.card for one in self.site.people if one.booked == "later"}
        self.today = {one.card for one in self.site.people if one.booked == "today"}
        for row in day.organiser.table("registrations/export.csv"):
            self._place_now(row["Card"], row["Place"])
        self.say: dict[str, str] = {}
        self.why = {card: WHY_NOT[number % len(WHY_NOT)] for number, card in enumerate(sorted(self.today))}

    def _place_now(self, card: str, place: str) -> None:
        """As it stands before the closing: an absence and a free place have changed some."""
        self.today.discard(card)
        self.later.discard(card)
        if place:
            (self.today if place.startswith(self.site.day.isoformat()) else self.later).add(card)

    def expected(self) -> dict[str, str]:
        """The fate of everybody who came or has a place on the day, by card; `say` are those a person must say."""
        found = dict.fromkeys(self.today, NOT_COME)
        for one in self.count.here():
            state, card = one.now.state, one.card
            if state == "missed":
                self.say[card], found[card] = "left", LEFT
            elif card in self.operated:
                found[card] = DONE
            elif card in self.later:
                found[card] = MOVED
            elif state == "left":
                found[card] = LEFT
            elif card in self.today:
                self.say[card], found[card] = "moved", MOVED
            else:
                found[card] = SEEN
        return found

    def closes(self) -> None:
        """Everybody ends in exactly one fate, and it is the one that the script saw."""
        wanted = self.expected()
        self.fates, self.places = self.day.organiser.closes(self.say, self.why)
        for card, fate in self.say.items():
            wanted[card] = WORDS[fate]
        if self.fates != wanted:
            differ = {card: (self.fates.get(card), wanted.get(card)) for card in self.fates.keys() | wanted.keys()}
            self.count.fault(f"fates (told, seen): { {card: two for card, two in differ.items() if two[0] != two[1]} }")
        for card, told in self.count.scans.items():
            one = self.count.by_card(card)
            if one and any(token not in (one.token, "here") for token in told):
                self.count.fault(f"{card} has {one.token}, and was told {told}")

    def who_moves_is_told(self) -> None:
        """At once, of the new hour to come: each by a message, or by a line on a list of whom to tell; nobody else."""
        away = f"{self.site.at(AWAY):%Y-%m-%d %H:%M}"
        messages = self.day.organiser.table("messages/export.csv")
        told = {
            row["Card"]
            for row in messages
            if row["Message"] in ("New time", "Place and hour")
            and row["Due"] == away
            and (row["State"] in ("Sent", "Delivered") or row["Channel"] in LISTS)
        }
        moved = self.day.organiser.hours
        if told != moved.keys():
            silent = {card: moved[card] for card in sorted(moved.keys() - told)}
            heard = [row for row in messages if row["Card"] in silent and row["Due"] >= away]
            self.count.fault(f"moved, and nobody told them: {silent}; what they heard: {heard}")
            self.count.fault(f"told, and nobody moved them: {sorted(told - moved.keys())}")

    def report(self) -> None:
        """Each table of it, number for number; the page shows what the file says."""
        self.waits()
        self.tables()
        self.losses()
        self.funnel()

    def waits(self) -> None:
        own = {
            lane: (str(many), minutes(middle), minutes(p90), minutes(longest), str(never))
            for lane, (many, middle, p90, longest, never) in waits(self.ended()).items()
        }
        said = {
            row["Lane"]: (
                row["Called"],
                row["Median, min"],
                row["P90, min"],
                row["Longest, min"],
                row["Never called"],
            )
            for row in self.sheet("waits")
        }
        self.same("waits", said, own)

    def ended(self):
        """Closing takes whoever was forgotten out of the queue."""
        for one in self.count.here():
            if one.now.state == "missed":
                one.now.state = "left"
        return list(self.count.here())

    def tables(self) -> None:
        """From wheels in to wheels out; of the others the place was taken away when the day was closed."""
        said = {row["Table"]: row for row in self.sheet("tables") if row["Day"] == self.site.day.isoformat()}
        hours = OPENS, 60 * self.day.size.closes.hour
        names = {table for _, _, table in self.places.values()}
        for name in sorted(names):
            cases = [
                ((minute_of(first), minute_of(last)), (marks["wheels_in"], marks["out"]))
                for card, (first, last, table) in self.places.items()
                if table == name and self.fates[card] == DONE and (marks := self.count.operations[card].marks)
            ]
            if not cases:
                continue
            one, row = TableCount(hours, cases), said.get(name, {})
            own = {
                "Timed": share(len(cases), len(cases)),
                "Minutes used": share(one.used, hours[1] - hours[0]),
                "First case late, min": str(one.first_late),
                "Turnover, median min": minutes(_middle(one.turnovers)),
                "Turnovers": str(len(one.turnovers)),
                "Gaps": str(sum(gap > 0 for gap in one.turnovers)),
                "Gaps, min": str(sum(one.turnovers)),
                "Longer than planned": share(len(one.longer), len(cases)),
                "Longer, min": str(sum(one.longer)),
                "Overtime, min": str(one.overtime),
            }
            self.same(f"table {name}", {key: row.get(key, "") for key in own}, own)

    def losses(self) -> None:
        """Who did not come or left by the reason that was chosen, who was moved or deferred, who was cancelled."""
        counted: Counter[tuple[str, str]] = Counter()
        for card, fate in self.fates.items():
            if fate not in (DONE, SEEN):
                counted[fate, self._why(card, fate)] += 1
        for card, why in self.day.organiser.decided.items():
            if why != "moved" and self.fates.get(card) in (None, SEEN):
                counted["Cancelled on the day", why] += 1
        whole = counted.total()
        own = {key: share(many, whole) for key, many in counted.items()}
        self.same("losses", {(row["What"], row["Why"]): row["Places"] for row in self.sheet("losses")}, own)

    def _why(self, card: str, fate: str) -> str:
        if fate == NOT_COME:
            return REASONS[self.why[card]]
        if card in self.say and fate in (MOVED, DEFERRED):
            return REASONS["no_time"]
        return REASONS["not_known"]

    def funnel(self) -> None:
        rows = {row["Card"]: row for row in self.day.organiser.table("registrations/export.csv")}
        came = {one.card: one for one in self.count.here()}
        told = {
            row["Card"]
            for row in self.day.organiser.table("messages/export.csv")
            if row["State"] in ("Sent", "Delivered") and row["Message"] in TELLS_A_PLACE and row["Card"]
        }
        placed = self.count.placed | told
        listed = placed | {card for card, row in rows.items() if row["Decision"] == "Listed"}
        screened = listed | {card for card, row in rows.items() if row["Decision"] != "New"}
        seen = {
            card for card, one in came.items() if any(v.lane == "Examination" and v.state == "done" for v in one.visits)
        }
        seen |= {card for card, fate in self.fates.items() if fate in (DONE, SEEN)}
        home = {card for card, one in came.items() if one.now.state == "done"}
        own = {
            "Registered": len(rows),
            "Screened": len(screened),
            "Listed": len(listed),
            "Given a place": len(placed),
            "Told of it": len(told),
            "Confirmed": 0,
            "Arrived": len(came),
            "Examined": len(seen),
            "Operated": len(self.operated),
            "Went home by the way out": len(home),
        }
        said = {row["Step"]: row["People"] for row in self.sheet("funnel")}
        self.same("funnel", {key: said.get(key) for key in own}, {key: str(many) for key, many in own.items()})

    def sheet(self, name: str) -> list[dict[str, str]]:
        """As a file; the page must say the same."""
        rows = self.day.organiser.table(f"report/{name}.csv")
        page = self.day.organiser.browser.open(self.site.path("report/"))
        section = page.root.one("section", aria_labelledby=f"part-{name}")
        shown = [[cell.text for cell in row.children_of("th", "td")] for row in section.one("tbody").all("tr")]
        told = [list(row.values()) for row in rows]
        for one, other in zip(shown, told, strict=True):
            differ = [two for two in zip(one, other, strict=True) if two[0] != two[1]]
            if [two for two in differ if not two[1].startswith(str(self.site.day.year))]:
                self.count.fault(f"{name}: the page says {one}, the file {other}")
        return rows

    def same(self, what: str, said: dict, own: dict) -> None:
        if said != own:
            differ = {key: (said.get(key), own.get(key)) for key in said.keys() | own.keys()}
            self.count.fault(
                f"{what} (report, own count): { {k: two for k, two in differ.items() if two[0] != two[1]} }"
            )


def _middle(values: list[int]) -> float | None:
    ordered = sorted(values)
    half = len(ordered) // 2
    if not ordered:
        return None
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
