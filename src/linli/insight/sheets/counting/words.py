"""Conditions in words, and words that a person types as conditions."""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from linli.insight.sheets.counting import reading
from linli.kernel.counted import PLACE, Condition, Dimension, Phrase, Source

BETWEEN = re.compile(r"[、，,;；\s]+")
# Of a property with so many values that are meant, only the first are said.
MOST_SAID = 4


class Unknown(ValueError):
    """Words that stand for no condition."""


class Speaker:
    """Says and reads conditions of one source, with the names of some places."""

    def __init__(
        self, source: Source, phrases: Sequence[Phrase], places: Mapping[str, str]
    ) -> None:
        self.source, self.places = source, places
        self._phrases = phrases

    @functools.cached_property
    def _dimensions(self) -> Sequence[Dimension]:
        """Asked once: they come from the database."""
        return self.source.dimensions()

    @functools.cached_property
    def _known(self) -> dict[str, dict[str, str]]:
        """Property → value → words."""
        found = {
            one.code: {choice.value: choice.words for choice in one.choices}
            for one in self._dimensions
        }
        return {**found, PLACE: dict(self.places)}

    @functools.cached_property
    def _labels(self) -> dict[str, tuple[str, str]]:
        return {one.code: (one.label, one.unit) for one in self._dimensions}

    @functools.cached_property
    def _by_words(self) -> dict[str, Condition]:
        found: dict[str, Condition] = {}
        for one in self._dimensions:
            for choice in one.choices:
                meant = Condition(one.code, (choice.value,), many=not one.single)
                found.setdefault(choice.words, meant)
        return {**found, **{name: Condition(PLACE, (pk,)) for pk, name in self.places.items()}}

    def offers(self) -> list[str]:
        """Words that a person may choose from."""
        return list(self._by_words)

    def said(self, conditions: Iterable[Condition]) -> str:
        """女、60至69岁."""
        return "、".join(self._said(one) for one in conditions)

    def _said(self, one: Condition) -> str:
        if one.values:
            known = self._known.get(one.of, {})
            words = [known.get(value, _("（已停用）")) for value in one.values]
            if len(words) > MOST_SAID:
                few = {"some": "/".join(words[:MOST_SAID]), "n": len(words)}
                return _("%(some)s等%(n)d种") % few
            return "/".join(words)
        label, unit = self._labels.get(one.of, ("", ""))
        said = _between(one, unit)
        return said if one.of == "age" else f"{label}{said}"

    def read(self, text: str) -> list[Condition]:
        """What somebody typed. Raises `Unknown`."""
        found: list[Condition] = []
        whole = text.strip()
        if whole in self._by_words:
            return [self._by_words[whole]]
        for words in BETWEEN.split(whole):
            if words:
                found += self._read_one(words)
        return list(dict.fromkeys(found))

    def _read_one(self, words: str) -> list[Condition]:
        if words in self._by_words:
            return [self._by_words[words]]
        parts = [self._by_words.get(part) for part in words.split("/")]
        if len(parts) > 1 and all(parts):
            alike = [part for part in parts if part is not None]
            if len({part.of for part in alike}) == 1:
                values = tuple(value for part in alike for value in part.values)
                return [Condition(alike[0].of, values, many=alike[0].many)]
        # Somebody who types a word knows what it leaves open.
        read = reading.read(words, self.source, self._phrases, above=_("年龄"))
        if read.rest or not read.conditions:
            raise Unknown(words)
        return list(read.conditions)


def _between(one: Condition, unit: str) -> str:
    numbers = {"low": one.low, "high": one.high, "unit": unit}
    if one.low is not None and one.low == one.high:
        return _("%(low)s%(unit)s") % numbers
    if one.low is not None and one.high is not None:
        return _("%(low)s至%(high)s%(unit)s") % numbers
    if one.low is not None:
        return _("%(low)s%(unit)s及以上") % numbers
    return _("%(high)s%(unit)s及以下") % numbers
