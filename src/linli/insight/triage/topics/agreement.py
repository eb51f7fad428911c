"""How alike two matters have to be, by how far their places agree. The numbers are data.

Two estates with the same complaint are two topics however alike the words; at one place few common
words are enough. Where one side names no place, the words alone must carry it.
"""

import itertools
import math

# (agreement of the names, likeness of the matter that makes it one topic)
NEEDED = ((0.0, 9.0), (0.08, 1.2), (0.25, 0.3), (0.4, 0.1), (0.45, 0.06), (1.0, 0.06))
NEEDED_WITHOUT_PLACE = 0.22
# How far the likeness of a group is measured against how alike its own messages are: 1 wholly.
# With a place the group may be worded as broadly as people talk; without one it must stay tight.
INWARD, INWARD_WITHOUT_PLACE = 1.0, 0.5


def needed(names: float) -> float:
    """The likeness of matter that is needed where names agree so far."""
    for (before, high), (after, low) in itertools.pairwise(NEEDED):
        if names <= after:
            return high + (low - high) * (names - before) / (after - before)
    return NEEDED[-1][1]


def score(*, matter: float, inward: float, names: float | None) -> float:
    """At least 1 says: one topic.

    `matter` is the mean likeness across, `inward` the product of the mean likenesses within;
    `names` is None where one side names no place.
    """
    if matter <= 0:
        return 0.0
    if names is None:
        return matter / math.pow(inward, INWARD_WITHOUT_PLACE / 2) / NEEDED_WITHOUT_PLACE
    return matter / math.pow(inward, INWARD / 2) / needed(names)
