"""Who may be listed for which procedure: pure rules, no Django, no clock (the issue's screening)."""

from camps.rules.age import Ages, age_on
from camps.rules.eligibility import Facts, Needs, judge
from camps.rules.verdict import Outcome, Reason, Verdict, together

__all__ = ["Ages", "Facts", "Needs", "Outcome", "Reason", "Verdict", "age_on", "judge", "together"]
