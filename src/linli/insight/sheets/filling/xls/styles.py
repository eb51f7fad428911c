"""The cell styles of an .xls: what they say about values, and one more where it takes one."""

import struct

from linli.insight.sheets.filling import values
from linli.insight.sheets.filling.xls import records as r
from linli.insight.sheets.filling.xls.records import Record

MOST = 4050
KEEPS_TEXT = 0x08
# A pattern of its own, which is solid; the ground behind it is the system's.
OWN_PATTERN, SOLID, SYSTEM = 0x40, 1 << 26, 0x41
# Where a workbook has no colours of its own, number → what it looks like: a yellow, an orange and a
# blue of those that every Excel knows; and for which pale one each stands.
PALETTE = {43: 0xFFFF99, 47: 0xFFCC99, 44: 0x99CCFF}
STRONG = {"FFF2CC": 0xFFFF99, "FCE4D6": 0xFFCC99, "DDEBF7": 0x99CCFF}
FIRST_COLOUR = 8
QUOTED = "quoted"


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
        self._new: dict[tuple[int, str], int] = {}
        self._palette = dict(PALETTE)
        for one in found:
            if one.kind == r.PALETTE:
                for number, (red, green, blue, _) in enumerate(
                    struct.iter_unpack("<BBBB", one.body[2 : 2 + (len(one.body) - 2) // 4 * 4])
                ):
                    self._palette[FIRST_COLOUR + number] = red << 16 | green << 8 | blue

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
        body = self._bodies[style]
        return self._made(style, QUOTED, body[:4] + bytes([body[4] | KEEPS_TEXT]) + body[5:])

    def coloured(self, style: int, rgb: str) -> int:
        """The same style on a ground of the nearest colour that the workbook has."""
        body = self._bodies[style] if style < len(self._bodies) else self._bodies[0]
        lines = struct.unpack_from("<I", body, 14)[0] & ~(0x3F << 26) | SOLID
        colours = struct.unpack_from("<H", body, 18)[0] & ~0x3FFF
        colours |= self._nearest(STRONG.get(rgb, int(rgb, 16))) | SYSTEM << 7
        head = body[:9] + bytes([body[9] | OWN_PATTERN]) + body[10:14]
        return self._made(style, rgb, head + struct.pack("<IH", lines, colours))

    def _nearest(self, rgb: int) -> int:
        def distance(number: int) -> int:
            found = self._palette[number]
            return sum(((rgb >> at & 255) - (found >> at & 255)) ** 2 for at in (0, 8, 16))

        return min(self._palette, key=distance)

    def _made(self, style: int, why: str, body: bytes) -> int:
        """One more style, once; the same where there is no room for it."""
        if (style, why) not in self._new:
            if len(self._bodies) >= MOST:
                return style
            self._new[style, why] = len(self._bodies)
            self._bodies.append(body)
        return self._new[style, why]

    def written(self, found: list[Record]) -> list[Record]:
        """The records of a workbook with the styles that came in. What later versions say of a
        style counts only as long as a sum over all styles is right."""
        if not self._new:
            return found
        more = {
            r.XF: [Record(r.XF, body) for body in self._bodies[self._own :]],
            r.XFEXT: [
                Record(r.XFEXT, one.body[:14] + struct.pack("<H", new) + one.body[16:])
                for (style, why), new in self._new.items()
                for one in found
                # What is said of colours there would go on saying what the ground was.
                if why == QUOTED
                and one.kind == r.XFEXT
                and struct.unpack_from("<H", one.body, 14)[0] == style
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
