"""Who may be listed for which procedure: pure rules, no Django, no clock (the issue's screening)."""

from camps.rules.age import Ages, age_on
from camps.rules.clearance import Lacking, lacking
from camps.rules.eligibility import Facts, Needs, judge
from camps.rules.hours import YOUNG_CHILD, Fast, StartHours, start_hours
from camps.rules.verdict import Outcome, Reason, Verdict, together

__all__ = [
    "YOUNG_CHILD",
    "Ages",
    "Facts",
    "Fast",
    "Lacking",
    "Needs",
    "Outcome",
    "Reason",
    "StartHours",
    "Verdict",
    "age_on",
    "judge",
    "lacking",
    "start_hours",
    "together",
]
