"""The cell styles of an .xls: what they say about values, and one more where it takes one."""

import struct

from linli.insight.sheets.filling import values
from linli.insight.sheets.filling.xls import records as r
from linli.insight.sheets.filling.xls.records import Record

MOST = 4050
KEEPS_TEXT = 0x08


class Styles:
    def __init__(self, found: list[Record]) -> None:
        formats = {
            struct.unpack_from("<H", one.body)[0]: r.read_string(one.body, 2)[0]
            for one in found
            if one.kind == r.FORMAT
        }
        self._bodies = [one.body for one in found if one.kind == r.XF]
        self._own = len(self._bodies)
        numbers = [struct.unpack_from("<H", one, 2)[0] for one in self._bodies]
        self._dates = [
            values.is_date_format(formats[n]) if n in formats else n in values.DATE_FORMATS
            for n in numbers
        ]
        self._percent = [
            values.is_percent_format(formats[n]) if n in formats else n in values.PERCENT_FORMATS
            for n in numbers
        ]
        self._framed = [struct.unpack_from("<H", one, 10)[0] != 0 for one in self._bodies]
        self._quoted: dict[int, int] = {}

    def is_date(self, style: int) -> bool:
        return style < self._own and self._dates[style]

    def is_percent(self, style: int) -> bool:
        return style < self._own and self._percent[style]

    def is_framed(self, style: int) -> bool:
        return style < self._own and self._framed[style]

    def quoted(self, style: int) -> int:
        """The same style with the mark that keeps a text like =1+1 a text when it is edited."""
        if style >= self._own or self._bodies[style][4] & KEEPS_TEXT:
            return style
        if style not in self._quoted:
            if len(self._bodies) >= MOST:
                return style
            body = self._bodies[style]
            self._quoted[style] = len(self._bodies)
            self._bodies.append(body[:4] + bytes([body[4] | KEEPS_TEXT]) + body[5:])
        return self._quoted[style]

    def written(self, found: list[Record]) -> list[Record]:
        """The records of a workbook with the styles that came in. What later versions say of a
        style counts only as long as a sum over all styles is right."""
        if not self._quoted:
            return found
        more = {
            r.XF: [Record(r.XF, body) for body in self._bodies[self._own :]],
            r.XFEXT: [
                Record(r.XFEXT, one.body[:14] + struct.pack("<H", new) + one.body[16:])
                for style, new in self._quoted.items()
                for one in found
                if one.kind == r.XFEXT and struct.unpack_from("<H", one.body, 14)[0] == style
            ],
        }
        last = {one.kind: place for place, one in enumerate(found)}
        done: list[Record] = []
        for place, one in enumerate(found):
            if one.kind == r.XFCRC:
                total = struct.pack("<HI", len(self._bodies), checksum(b"".join(self._bodies)))
                one = Record(one.kind, one.body[:14] + total)
            done.append(one)
            if place == last[one.kind]:
                done += more.get(one.kind, [])
        return done


def _table() -> list[int]:
    found = []
    for number in range(256):
        rest = number << 24
        for _ in range(8):
            rest = rest << 1 ^ (0xAF if rest & 0x80000000 else 0)
        found.append(rest & 0xFFFF)
    return found


CHECKS = _table()


def checksum(content: bytes) -> int:
    """The sum that Office makes of styles (MS-OSHARED 2.4.3)."""
    total = 0
    for byte in content:
        total = total << 8 & 0xFFFFFFFF ^ CHECKS[total >> 24 ^ byte]
    return total
