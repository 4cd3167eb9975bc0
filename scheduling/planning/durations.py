"""How long operations take: what is believed beforehand, and what the log of real ones teaches.

D = shift + exp(μ + σZ), a lognormal with three parameters, fits surgery best (Stepaniak et al. 2009, 85,312 cases).
Learning goes from what the organiser said to the procedure to the surgeon, each shrunk by how little was seen: a normal
model in the logarithm in which the belief of the mean and that of the spread are apart (Gelman et al., Bayesian Data
Analysis, 3.4), so that operations that are alike decide soon, also against a belief far off. Minutes everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log, sqrt
from statistics import NormalDist, fmean, median

STANDARD = NormalDist()
P90 = STANDARD.inv_cdf(0.9)
SHIFT = 0.25  # of the median: no operation is shorter, whatever the logarithm says
BELIEVED = 4.0  # what the organiser said counts as so many operations seen, as widely spread as was said
SPREAD = 4.0  # and so many for the spread itself
DOUBT = 0.1  # nobody knows a median better than by so much (in the logarithm) for each of them
SURGEON = 8.0  # and a surgeon is taken for like all others until about so many were seen
TIGHTEST = 0.01  # no spread is believed to be less
SLIP = 3.0  # so many spreads from the middle of all that was seen is the furthest that is believed
NORMAL = 0.6745  # of its spread: half of a normal distribution lies within it around the middle
LEAST = 1.0  # a minute; also what a shift stays below the shortest that is believed


@dataclass(frozen=True, slots=True)
class Duration:
    """D = shift + exp(mu + sigma·Z)."""

    shift: float
    mu: float
    sigma: float

    @property
    def median(self) -> float:
        return self.shift + exp(self.mu)

    @property
    def mean(self) -> float:
        return self.shift + exp(self.mu + self.sigma**2 / 2)

    @property
    def sd(self) -> float:
        return sqrt((exp(self.sigma**2) - 1) * exp(2 * self.mu + self.sigma**2))

    def quantile(self, p: float) -> float:
        return self.shift + exp(self.mu + self.sigma * STANDARD.inv_cdf(p))

    def cdf(self, minutes: float) -> float:
        """The chance that it takes at most so long."""
        if minutes <= self.shift:
            return 0.0
        if self.sigma == 0:
            return 1.0 if log(minutes - self.shift) >= self.mu else 0.0
        return STANDARD.cdf((log(minutes - self.shift) - self.mu) / self.sigma)

    def remaining(self, elapsed: float, u: float) -> float:
        """Minutes that are left after `elapsed`, for `u` uniform in (0, 1): U in (F(elapsed), 1) taken back by F."""
        gone = self.cdf(elapsed)
        p = gone + (1 - gone) * u
        if p >= 1:  # longer than the distribution can tell apart: as long again
            return elapsed * u
        return max(0.0, self.quantile(p) - elapsed)


def believed(*, median: float, p90: float) -> Duration:
    """The duration of which half take at most `median` and nine of ten at most `p90` minutes.

    Raises ValueError unless 0 < median <= p90.
    """
    if not 0 < median <= p90:
        raise ValueError(f"median {median} and p90 {p90}: give 0 < median <= p90, in minutes")
    shift = SHIFT * median
    return Duration(shift, log(median - shift), log((p90 - shift) / (median - shift)) / P90)


@dataclass(frozen=True, slots=True)
class Seen:
    """One operation of the log; `predicted` is what was planned for it, where that is known."""

    procedure: str
    surgeon: int | None
    minutes: float
    predicted: float | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """What is believed of one procedure now, how many were seen, and each surgeon's pace (a factor) with its count."""

    duration: Duration
    count: int = 0
    pace: Mapping[int, tuple[float, int]] = field(default_factory=dict)

    def of(self, surgeon: int | None) -> Duration:
        """For this surgeon; without one, or with one never seen, for anybody."""
        factor, _ = self.pace.get(surgeon or 0, (1.0, 0))
        return Duration(self.duration.shift, self.duration.mu + log(factor), self.duration.sigma)


def learned(prior: Duration, seen: Sequence[Seen]) -> Learned:
    """What `prior` becomes with what was seen of one procedure. Nothing seen: as it was."""
    if not seen:
        return Learned(prior)
    times = [max(LEAST, each.minutes) for each in seen]
    shortest = exp(min(_believable([log(each) for each in times], prior.sigma)))
    shift = min(prior.shift, max(0.0, shortest - LEAST))
    moved = Duration(shift, log(max(LEAST, prior.median - shift)), prior.sigma)
    logs = _believable([log(max(LEAST, minutes - shift)) for minutes in times], prior.sigma)
    n, average = len(logs), fmean(logs)
    within = sum((each - average) ** 2 for each in logs)
    variance = max((SPREAD * prior.sigma**2 + within) / (SPREAD + n - 1), TIGHTEST**2)
    said = BELIEVED / max(prior.sigma, DOUBT) ** 2  # how sure the belief of the mean is, and the mean of what was seen
    told = n / variance
    mu = (said * moved.mu + told * average) / (said + told)
    sigma = sqrt(variance)
    rest: dict[int, list[float]] = defaultdict(list)
    for each, logged in zip(seen, logs, strict=True):
        if each.surgeon is not None:
            rest[each.surgeon].append(logged - mu)
    pace = {who: (exp(sum(off) / (SURGEON + len(off))), len(off)) for who, off in sorted(rest.items())}
    return Learned(Duration(shift, mu, sigma), n, pace)


def _believable(logs: Sequence[float], sigma: float) -> list[float]:
    """What lies far from all others, mostly a slip of the pen, counts as the furthest that is believed.

    In the logarithm one minute among hours would else spread them so far that even their mean grew.
    """
    middle = median(logs)
    spread = median(abs(each - middle) for each in logs) / NORMAL
    far = SLIP * max(sigma, spread, DOUBT)
    return [min(max(each, middle - far), middle + far) for each in logs]


@dataclass(frozen=True, slots=True)
class Bias:
    """How predictions fell: `share` is (seen − predicted) / predicted over all, `error` its standard error.

    The signed bias is watched, not the absolute error: that one stays large however well one predicts (Dexter 2024).
    """

    count: int
    share: float
    error: float

    @property
    def is_off(self) -> bool:
        """Is it off by more than chance (two standard errors) and by more than one part in twenty?"""
        return self.count >= 5 and abs(self.share) > max(0.05, 2 * self.error)


def bias_of(seen: Iterable[Seen]) -> Bias:
    """The bias over those whose prediction is known; of none it is 0."""
    pairs = [(each.minutes, each.predicted) for each in seen if each.predicted]
    if not pairs:
        return Bias(0, 0.0, 0.0)
    planned = fmean(predicted for _, predicted in pairs)
    off = [minutes - predicted for minutes, predicted in pairs]
    share = fmean(off) / planned
    if len(pairs) == 1:
        return Bias(1, share, abs(share))
    spread = sqrt(sum((each - fmean(off)) ** 2 for each in off) / (len(off) - 1))
    return Bias(len(pairs), share, spread / sqrt(len(off)) / planned)


def together(durations: Sequence[Duration]) -> Duration:
    """Several procedures under one anaesthetic: the sum, matched in mean and variance by one of the same family."""
    if len(durations) == 1:
        return durations[0]
    shift = sum(each.shift for each in durations)
    mean = sum(each.mean for each in durations) - shift
    variance = sum(each.sd**2 for each in durations)
    sigma2 = log(1 + variance / mean**2)
    return Duration(shift, log(mean) - sigma2 / 2, sqrt(sigma2))
