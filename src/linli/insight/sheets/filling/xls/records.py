"""Records of a workbook's stream (MS-XLS), by the names that the specification gives them."""

import dataclasses
import struct
from collections.abc import Iterator

LONGEST = 8224  # what a record holds; what is longer goes on in CONTINUE

FORMULA, EOF, NAME, EXTERNSHEET = 0x06, 0x0A, 0x18, 0x17
DATEMODE, FILEPASS, NOTE, SELECTION, PALETTE = 0x22, 0x2F, 0x1C, 0x1D, 0x92
H_BREAKS, CONTINUE, PANE, DCONREF, DEFCOLWIDTH = 0x1B, 0x3C, 0x41, 0x51, 0x55
UNCALCED, OBJ, COLINFO, BOUNDSHEET, COUNTRY = 0x5E, 0x5D, 0x7D, 0x85, 0x8C
SXVIEW, MULRK, MULBLANK, RSTRING, DBCELL, XF = 0xB0, 0xBD, 0xBE, 0xD6, 0xD7, 0xE0
MERGECELLS, DRAWING_GROUP, DRAWING, PHONETIC = 0xE5, 0xEB, 0xEC, 0xEF
SST, LABELSST, EXTSST, LABELRANGES, SUPBOOK = 0xFC, 0xFD, 0xFF, 0x15F, 0x1AE
CONDFMT, CF, HLINK, DV = 0x1B0, 0x1B1, 0x1B8, 0x1BE
RECALCID, DIMENSION, BLANK, NUMBER, LABEL = 0x1C1, 0x200, 0x201, 0x203, 0x204
BOOLERR, STRING, ROW, INDEX, ARRAY = 0x205, 0x207, 0x208, 0x20B, 0x221
DEFAULT_ROW, TABLE, WINDOW2, RK, FORMAT = 0x225, 0x236, 0x23E, 0x27E, 0x41E
SHRFMLA, LINK_TIP, BOF, FEAT, CF_MORE = 0x4BC, 0x800, 0x809, 0x868, 0x87B
CELLWATCH, FEAT11, LIST12, FEAT12, CONDFMT12, CF12 = 0x86C, 0x872, 0x877, 0x878, 0x879, 0x87A
XFCRC, XFEXT, BRAI = 0x87C, 0x87D, 0x1051


@dataclasses.dataclass
class Record:
    kind: int
    body: bytes

    @property
    def size(self) -> int:
        return 4 + len(self.body)

    def written(self) -> bytes:
        return struct.pack("<HH", self.kind, len(self.body)) + self.body


def read_records(stream: bytes, start: int = 0) -> Iterator[Record]:
    """The records of one part of the stream, from its BOF to its EOF, parts inside it included."""
    depth, position = 0, start
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        record = Record(kind, stream[position + 4 : position + 4 + length])
        if len(record.body) < length or (position == start and kind != BOF):
            break
        yield record
        depth += (kind == BOF) - (kind == EOF)
        if not depth:
            return
        position += record.size
    raise ValueError("records")


def read_sheets(stream: bytes, heads: list[Record]) -> Iterator[tuple[str, int, list[Record]]]:
    """The name, the kind and the records of each sheet. Parts that overlap are those of a file that
    was made to be read without end."""
    left = len(stream) - sum(one.size for one in heads)
    for one in heads:
        if one.kind != BOUNDSHEET:
            continue
        (start,) = struct.unpack_from("<I", one.body)
        found = []
        for record in read_records(stream, start):
            found.append(record)
            left -= record.size
            if left < 0:
                raise ValueError("overlap")
        yield read_string(one.body, 6, short=True)[0], one.body[5], found


@dataclasses.dataclass(frozen=True)
class Text:
    """A text of the table of shared ones. `runs`: which font begins at which letter, as
    the file has it; `phonetic`: how it is read."""

    words: str
    runs: bytes = b""
    phonetic: bytes = b""


def encoded(words: str) -> tuple[int, bytes]:
    """(1 if two bytes a letter, the letters)."""
    try:
        return 0, words.encode("latin-1")
    except UnicodeEncodeError:
        return 1, words.encode("utf-16-le", "surrogatepass")


def decoded(letters: bytes, wide: int) -> str:
    return letters.decode("utf-16-le", "surrogatepass") if wide else letters.decode("latin-1")


def units(words: str) -> int:
    """Letters as the file counts them."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


class TextReader:
    """Reads texts that run over several records."""

    def __init__(self, bodies: list[bytes]) -> None:
        self._bodies, self._number, self._at = bodies, 0, 8

    def texts(self, count: int) -> list[Text]:
        return [self._text() for _ in range(count)]

    def _text(self) -> Text:
        if self._at >= len(self._bodies[self._number]):
            self._next()
        length, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & 8 else 0
        phonetic = struct.unpack("<I", self._take(4))[0] if flags & 4 else 0
        words = self._letters(length, flags & 1)
        return Text(words, self._take(4 * runs), self._take(phonetic))

    def _next(self) -> None:
        self._number, self._at = self._number + 1, 0

    def _take(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            part = self._bodies[self._number][self._at :][: size - len(found)]
            found, self._at = found + part, self._at + len(part)
            if len(found) < size:
                self._next()
        return found

    def _letters(self, length: int, wide: int) -> str:
        """Each record says anew how wide its letters are."""
        found = b""
        left = length
        while left:
            rest = self._bodies[self._number][self._at :]
            part = rest[: left << wide]
            if wide:
                part = part[: len(part) // 2 * 2]
            found += part if wide else decoded(part, 0).encode("utf-16-le")
            self._at += len(part)
            left -= len(part) >> wide
            if left:
                self._next()
                wide = self._bodies[self._number][0] & 1
                self._at = 1
        return decoded(found, 1)


class TextWriter:
    """Writes texts into records; `places` says where each begins: record and offset in it."""

    def __init__(self, total: int, texts: list[Text]) -> None:
        self._bodies = [bytearray(struct.pack("<II", total, len(texts)))]
        self.places: list[tuple[int, int]] = []
        for text in texts:
            self._put(text)

    @property
    def records(self) -> list[Record]:
        return [Record(CONTINUE if n else SST, bytes(one)) for n, one in enumerate(self._bodies)]

    def _put(self, text: Text) -> None:
        wide, letters = encoded(text.words)
        flags = wide | 4 * bool(text.phonetic) | 8 * bool(text.runs)
        head = struct.pack("<HB", len(letters) >> wide, flags)
        if text.runs:
            head += struct.pack("<H", len(text.runs) // 4)
        if text.phonetic:
            head += struct.pack("<I", len(text.phonetic))
        if self._room < len(head) + 2:
            self._bodies.append(bytearray())
        self.places.append((len(self._bodies) - 1, len(self._bodies[-1])))
        self._bodies[-1] += head
        self._spread(letters, 1 + wide, bytes([wide]))
        self._spread(text.runs, 4, b"")
        self._spread(text.phonetic, 1, b"")

    @property
    def _room(self) -> int:
        return LONGEST - len(self._bodies[-1])

    def _spread(self, content: bytes, step: int, mark: bytes) -> None:
        """Over as many records as it takes, none of its pieces cut; `mark` begins the next."""
        while content:
            part = content[: self._room // step * step]
            self._bodies[-1] += part
            content = content[len(part) :]
            if content:
                self._bodies.append(bytearray(mark))


def read_string(body: bytes, at: int, *, short: bool = False) -> tuple[str, int]:
    """A text inside a record, and where it ends; `short`: its length in one byte."""
    length = body[at] if short else struct.unpack_from("<H", body, at)[0]
    at += 1 if short else 2
    flags = body[at]
    runs = struct.unpack_from("<H", body, at + 1)[0] if flags & 8 else 0
    extra = struct.unpack_from("<I", body, at + 1 + 2 * bool(flags & 8))[0] if flags & 4 else 0
    at += 1 + 2 * bool(flags & 8) + 4 * bool(flags & 4)
    end = at + (length << (flags & 1))
    if end + 4 * runs + extra > len(body):
        raise ValueError("short")
    return decoded(body[at:end], flags & 1), end + 4 * runs + extra
