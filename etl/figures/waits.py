"""Time to answer with the unanswered counted: the Kaplan-Meier median, in exact arithmetic."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction


def median_wait(answered: Sequence[int], waiting: Sequence[int]) -> int | None:
    """Return the smallest wait in days at which half are answered, or None while more than half still wait.

    `answered`: days to the answer; `waiting`: days waited so far without one (censored). On one day answers come
    before censorings. Kaplan & Meier (1958), product-limit estimate.
    """
    events, losses = Counter(answered), Counter(waiting)
    at_risk, survival = len(answered) + len(waiting), Fraction(1)
    for day in sorted(events.keys() | losses.keys()):
        if events[day]:
            survival *= 1 - Fraction(events[day], at_risk)
            if survival <= Fraction(1, 2):
                return day
        at_risk -= events[day] + losses[day]
    return None
