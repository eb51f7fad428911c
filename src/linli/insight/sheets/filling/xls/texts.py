"""The texts that cells of an .xls share."""

from linli.insight.sheets.filling.xls.records import Text, TextReader, TextWriter


class Texts:
    """Texts that are there keep their numbers; new ones come behind them."""

    def __init__(self, bodies: list[bytes]) -> None:
        count = int.from_bytes(bodies[0][4:8], "little") if bodies else 0
        self._texts = TextReader(bodies).texts(count)
        self._new: dict[Text, int] = {}

    def __getitem__(self, number: int) -> Text:
        return self._texts[number]

    def add(self, text: Text) -> int:
        if text not in self._new:
            self._new[text] = len(self._texts)
            self._texts.append(text)
        return self._new[text]

    def written(self, used: int) -> TextWriter:
        """`used`: how often cells name one of them."""
        return TextWriter(used, self._texts)
