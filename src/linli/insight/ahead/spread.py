"""How far a number of requests may lie from what is expected: the negative binomial distribution.

A plain Poisson range is too narrow: how many really come varies more than by chance alone.
"""

import math
from functools import lru_cache
from statistics import NormalDist

# Above it the normal distribution is as good, and quick.
EXACT_TO = 60.0


@lru_cache(maxsize=20_000)
def quantile(mean: float, extra: float, share: float) -> int:
    """The smallest number that is not exceeded with this probability; the variance is
    mean + extra · mean²."""
    if mean <= 0:
        return 0
    if mean > EXACT_TO:
        deviation = math.sqrt(mean + extra * mean * mean)
        return max(0, math.ceil(mean + NormalDist().inv_cdf(share) * deviation - 0.5))
    number, reached = 0, 0.0
    chance = math.exp(-mean) if extra <= 0 else math.exp(-math.log1p(extra * mean) / extra)
    while True:
        reached += chance
        if reached >= share or (chance < 1e-12 and number > mean):
            return number
        if extra <= 0:
            chance *= mean / (number + 1)
        else:
            odds = extra * mean / (1 + extra * mean)
            chance *= odds * (number + 1 / extra) / (number + 1)
        number += 1


def between(mean: float, extra: float, *, low: float, high: float) -> tuple[int, int]:
    """A range that holds the number with the probability `high` - `low`, and the mean itself."""
    mean = round(mean, 2)
    first, last = quantile(mean, extra, low), quantile(mean, extra, high)
    return min(first, math.floor(mean)), max(last, math.ceil(mean))
