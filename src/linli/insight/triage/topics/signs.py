"""What one message shows: the grams of its matter, and those of the names in it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linli.insight.triage.topics import grams
from linli.insight.triage.topics.grams import Grams
from linli.insight.triage.topics.mentions import divisions, mentions, plain
from linli.insight.triage.topics.messages import Message

# Who writes long tells the matter first; what follows is the history.
READ = 500
# Where a person stands is said at the beginning.
NAMED_IN = 250
# Words of the title count so many times.
TITLE_COUNTS = 3


@dataclass(frozen=True, slots=True)
class Signs:
    matter: Grams
    counts: NDArray[np.int64]
    named: Grams  # stand in a name
    in_title: Grams  # may be of a name, in the title or the place that a form asked for
    in_text: Grams  # the same, in the text


def read(message: Message) -> Signs:
    """The signs of one message."""
    title, text = plain(message.title)[:READ], plain(message.text)[:READ]
    place = plain(message.place)[:NAMED_IN]
    of_title, of_text, of_place = mentions(title), mentions(text), mentions(place)
    matter, counts = np.unique(
        np.concatenate(
            [
                *[grams.of(_without(title, of_title))] * TITLE_COUNTS,
                grams.of(_without(text, of_text)),
            ]
        ),
        return_counts=True,
    )
    early = [mention for mention in of_text if mention.start < NAMED_IN]
    named = [grams.of(mention.core) for mention in (*of_title, *early, *of_place)]
    where = [
        grams.of(grams.blank(words, divisions(words))) for words in (title, place, text[:NAMED_IN])
    ]
    return Signs(
        matter=matter,
        counts=counts,
        named=np.unique(np.concatenate([grams.EMPTY, *named])),
        in_title=np.unique(np.concatenate(where[:2])),
        in_text=np.unique(where[2]),
    )


def _without(text: str, names: list) -> str:
    spans = [(mention.start, mention.end) for mention in names]
    return grams.blank(text, [*spans, *divisions(text)])
