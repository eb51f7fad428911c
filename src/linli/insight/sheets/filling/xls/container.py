"""The container of an old Office file: a small file system of sectors (MS-CFB).

Its directory goes out as it came; streams are laid out anew, because one of them has grown.
"""

import dataclasses
import struct
from collections.abc import Sequence

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FREE, END, FAT_SECTOR, DIFAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
HEADER, SECTOR, MINI, ENTRY = 512, 512, 64, 128
CUTOFF = 4096  # smaller streams share the sectors of one stream
IN_HEADER = 109
NO_ENTRY = 0xFFFFFFFF
STREAM, ROOT = 2, 5
PER_SECTOR = SECTOR // 4


@dataclasses.dataclass
class Entry:
    """A line of the directory; `raw` in full, for what is not read here."""

    raw: bytes

    @property
    def name(self) -> str:
        length = min(struct.unpack_from("<H", self.raw, 64)[0], 64)
        return self.raw[: max(length - 2, 0)].decode("utf-16-le", "replace")

    @property
    def kind(self) -> int:
        return self.raw[66]

    @property
    def links(self) -> tuple[int, int, int]:
        """Entries before and after it in its folder, and the first of its own."""
        left, right, child = struct.unpack_from("<III", self.raw, 68)
        return left, right, child

    @property
    def start(self) -> int:
        return int(struct.unpack_from("<I", self.raw, 116)[0])

    @property
    def size(self) -> int:
        return int(struct.unpack_from("<I", self.raw, 120)[0])

    def placed(self, start: int, size: int) -> bytes:
        return self.raw[:116] + struct.pack("<IQ", start, size)


class Container:
    def __init__(self, content: bytes) -> None:
        """Raises ValueError, struct.error or IndexError for what is none."""
        if not content.startswith(SIGNATURE) or len(content) < HEADER:
            raise ValueError("signature")
        self._content = content
        self._header = content[:HEADER]
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in {9, 12} or mini_shift != 6:
            raise ValueError("sector size")
        self._sector = 1 << shift
        self._sectors = -(-len(content) // self._sector)
        directory, _, cutoff, minifat, _, difat, _ = struct.unpack_from("<IIIIIII", content, 48)
        if cutoff != CUTOFF:
            raise ValueError("cutoff")
        self._fat = self._numbers(self._fat_sectors(difat))
        listed = b"".join(map(self._sector_at, self._chain(directory, self._fat)))
        self.entries = [
            Entry(listed[at : at + ENTRY]) for at in range(0, len(listed) - ENTRY + 1, ENTRY)
        ]
        if not self.entries or self.entries[0].kind != ROOT:
            raise ValueError("root")
        # Streams that overlap are those of a file that was made to be read without end.
        if sum(one.size for one in self.entries if one.kind == STREAM) > self._sectors << shift:
            raise ValueError("overlap")
        self._mini = self._long(self.entries[0])
        needed = -(-len(self._mini) // (MINI * self._sector // 4))
        self._minifat = self._numbers(self._chain(minifat, self._fat, needed))
        self._streams = {
            number: self._stream(entry)
            for number, entry in enumerate(self.entries)
            if entry.kind == STREAM
        }

    def _fat_sectors(self, difat: int) -> list[int]:
        """As many as the file has sectors to tell of."""
        numbers: Sequence[int] = struct.unpack_from(f"<{IN_HEADER}I", self._content, 76)
        needed = -(-self._sectors // (self._sector // 4))
        found: list[int] = []
        seen = set()
        while True:
            found += [number for number in numbers if number < DIFAT_SECTOR]
            if difat >= DIFAT_SECTOR or difat in seen or len(found) >= needed:
                return found[:needed]
            seen.add(difat)
            *numbers, difat = struct.unpack(f"<{self._sector // 4}I", self._sector_at(difat))

    def _numbers(self, sectors: list[int]) -> list[int]:
        joined = b"".join(map(self._sector_at, sectors))
        return list(struct.unpack(f"<{len(joined) // 4}I", joined))

    def _sector_at(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        if start >= len(self._content):
            raise ValueError("outside")
        return self._content[start : start + self._sector].ljust(self._sector, b"\0")

    def _chain(self, start: int, table: list[int], most: int | None = None) -> list[int]:
        found: list[int] = []
        while start < DIFAT_SECTOR and len(found) != most:
            found.append(start)
            if len(found) > len(table):
                raise ValueError("circle")
            start = table[start]
        return found

    def _long(self, entry: Entry) -> bytes:
        if not entry.size:
            return b""
        needed = -(-entry.size // self._sector)
        joined = b"".join(map(self._sector_at, self._chain(entry.start, self._fat, needed)))
        if len(joined) < entry.size:
            raise ValueError("short")
        return joined[: entry.size]

    def _stream(self, entry: Entry) -> bytes:
        if entry.size >= CUTOFF:
            return self._long(entry)
        if not entry.size:
            return b""
        sectors = self._chain(entry.start, self._minifat, -(-entry.size // MINI))
        joined = b"".join(self._mini[one * MINI : (one + 1) * MINI] for one in sectors)
        if len(joined) < entry.size:
            raise ValueError("short")
        return joined[: entry.size]

    @property
    def top(self) -> dict[str, int]:
        """What lies in the root folder, by its name in capitals."""
        found: dict[str, int] = {}
        ahead, seen = [self.entries[0].links[2]], {0}
        while ahead:
            number = ahead.pop()
            if number == NO_ENTRY or number in seen or number >= len(self.entries):
                continue
            seen.add(number)
            found[self.entries[number].name.upper()] = number
            ahead += self.entries[number].links[:2]
        return found

    def read(self, number: int) -> bytes:
        if number not in self._streams:
            raise ValueError("stream")
        return self._streams[number]

    def write(self, number: int, content: bytes) -> None:
        self._streams[number] = content

    def save(self) -> bytes:
        body, fat = bytearray(), list[int]()

        def put(content: bytes) -> int:
            """Adds a chain of sectors; gives its first."""
            count = -(-len(content) // SECTOR)
            if not count:
                return END
            start = len(fat)
            body.extend(content.ljust(count * SECTOR, b"\0"))
            fat.extend([*range(start + 1, start + count), END])
            return start

        places = {0: (END, 0)}
        mini, minifat = bytearray(), list[int]()
        for number, content in self._streams.items():
            if len(content) >= CUTOFF:
                places[number] = put(content), len(content)
            elif content:
                start, count = len(minifat), -(-len(content) // MINI)
                mini.extend(content.ljust(count * MINI, b"\0"))
                minifat.extend([*range(start + 1, start + count), END])
                places[number] = start, len(content)
            else:
                places[number] = END, 0
        places[0] = put(bytes(mini)), len(mini)
        minifat_sectors = -(-len(minifat) // PER_SECTOR)
        minifat_start = put(_filled(minifat))
        directory_start = put(self._directory(places))
        return self._with_tables(body, fat, directory_start, minifat_start, minifat_sectors)

    def _directory(self, places: dict[int, tuple[int, int]]) -> bytes:
        listed = b"".join(
            entry.placed(*places[number]) if number in places else entry.raw
            for number, entry in enumerate(self.entries)
        )
        unused = b"\0" * 68 + b"\xff" * 12 + b"\0" * 48
        return listed + unused * (-len(self.entries) % (SECTOR // ENTRY))

    def _with_tables(
        self, body: bytearray, fat: list[int], directory: int, minifat: int, minifat_sectors: int
    ) -> bytes:
        """The table of sectors counts itself, and so does its own list of sectors."""
        fat_count = difat_count = 0
        while True:
            needed = -(-(len(fat) + fat_count + difat_count) // PER_SECTOR)
            listed = -(-max(needed - IN_HEADER, 0) // (PER_SECTOR - 1))
            if (needed, listed) == (fat_count, difat_count):
                break
            fat_count, difat_count = needed, listed
        first = len(fat)
        sectors = list(range(first, first + fat_count))
        fat = fat + [FAT_SECTOR] * fat_count + [DIFAT_SECTOR] * difat_count
        body = body + _filled(fat)
        difat = first + fat_count
        beyond = sectors[IN_HEADER:]
        for number in range(difat_count):
            part = beyond[number * (PER_SECTOR - 1) : (number + 1) * (PER_SECTOR - 1)]
            part = part + [FREE] * (PER_SECTOR - 1 - len(part))
            after = difat + number + 1 if number + 1 < difat_count else END
            body += struct.pack(f"<{PER_SECTOR}I", *part, after)
        in_header = sectors[:IN_HEADER] + [FREE] * (IN_HEADER - len(sectors[:IN_HEADER]))
        return b"".join(
            [
                self._header[:26],
                # Version 3: sectors of 512 bytes, those of the directory uncounted.
                struct.pack("<HHHH6xI", 3, 0xFFFE, 9, 6, 0),
                struct.pack("<II4xI", fat_count, directory, CUTOFF),
                struct.pack("<II", minifat, minifat_sectors),
                struct.pack("<II", difat if difat_count else END, difat_count),
                struct.pack(f"<{IN_HEADER}I", *in_header),
                body,
            ]
        )


def _filled(numbers: list[int]) -> bytes:
    numbers = numbers + [FREE] * (-len(numbers) % PER_SECTOR)
    return struct.pack(f"<{len(numbers)}I", *numbers)
