"""Full-text search in Chinese, the same on SQLite and PostgreSQL.

    SEARCH = SearchIndex("cases_case")                     # its table: CreateSearchIndex, migration
    SEARCH.put(case.pk, f"{case.title} {case.text}")       # in the action that saves the case
    SEARCH.filter(queryset, "垃圾分类 3号楼")               # each term as a phrase, all of them

Python cuts the text, so both databases hold the same tokens and need no tokenizer for Chinese. A
text falls into runs between spaces and punctuation, a run into items: each Chinese character is
one, each number or Latin word is one. Two neighbouring items make a token, and the last item of a
run one more: "3号楼 501" gives 3号 号楼 楼 501. A phrase is found by its tokens in a row, a single
character by the tokens that begin with it; a number or Latin word at the end of a term may be cut
short ("501" finds 5012 but not 1501).

Two ways lead to the rows, and each is slow where the other is quick. A rare phrase is looked up
in the index (GIN, FTS5). A common one would give hundreds of thousands of rows to sort, so the
database walks the list in the list's own order and looks into each row's tokens until the page is
full. Which way to go, a sample of some hundred rows tells in advance.

With 1,000,000 texts of 166 characters and words of two to four characters drawn from them, p50 and
p95 of the first 25 rows: SQLite 7 and 19 ms newest first, 22 and 40 ms inside a community of 4,000
(processor time); PostgreSQL 21 and 85, 38 and 92 ms (time passed, on two cores that others used).
"""

import itertools
import operator
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)

# Zero-width signs and variation selectors: seen by nobody, typed by nobody.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
# Rare characters of names live in the private use area in many registers.
RUN = re.compile(r"(?:[^\W_]|[\ue000-\uf8ff])+")
# A lexeme of PostgreSQL has at most 2,046 bytes.
ITEM = re.compile(r"[a-z0-9]{1,64}|.")

NUMERALS = "零一二三四五六七八九"
NUMBERED = re.compile(
    rf"[{NUMERALS}〇○十百]+(?=号|栋|幢|座|单元|门|层|楼|室|户|弄)|[{NUMERALS}〇○]*[零〇○][{NUMERALS}〇○]*"
)

# A first sample that is clear decides (no row of it holds the phrases, or CLEAR rows do), else a
# second one: to walk a list of a million rows for a word that 50 hold would take seconds.
SAMPLES = (400, 1600)
CLEAR = 8
ENOUGH = 6
BATCH = 500
# The span of the ids, and how many rows of a sample hold the phrases. They lie at even distances
# but for a small shift, lest every second row, or every fourth, be of another kind.
SPREAD = """
WITH RECURSIVE step(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM step WHERE i < {last}),
ends AS (
    SELECT (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1) AS low,
    (SELECT {key} FROM {table} ORDER BY {key} DESC LIMIT 1) AS high
)
SELECT coalesce((SELECT high - low FROM ends), 0), count(*) FROM {table}
WHERE {key} IN (SELECT low + (high - low) * i / {last} + i * i %% 7 FROM step, ends) AND {holds}
"""


@dataclass(frozen=True)
class Phrase:
    """Tokens in a row; `open`: the last one may go on."""

    tokens: tuple[str, ...]
    open: bool

    @property
    def needle(self) -> str:
        """What stands in the stored tokens, which have a space on both sides."""
        return f" {' '.join(self.tokens)}" + ("" if self.open else " ")


def normalise(text: str) -> str:
    """One way to write a text: full width to half width, small letters, 三号楼 to 3号楼."""
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).lower()
    return normalise_address(plain)


def normalise_address(text: str) -> str:
    """三号楼二单元五〇一 → 3号楼2单元501. Numerals that number nothing stay (三里河, 五一路)."""
    return NUMBERED.sub(_digits, text)


def _digits(match: re.Match[str]) -> str:
    word = re.sub("[〇○]", "零", match.group())
    if word == "零" or not (parts := re.fullmatch(_COUNTED, word)):
        return match.group()
    if parts["figures"]:
        return "".join(str(NUMERALS.index(sign)) for sign in word)
    hundreds, tens, ones = (parts[name] or "" for name in ("hundreds", "tens", "ones"))
    value = 100 * NUMERALS.index(hundreds[0]) if hundreds else 0
    if tens:
        value += 10 * (NUMERALS.index(tens[0]) if len(tens) > 1 else 1)
    return str(value + (NUMERALS.index(ones) if ones else 0))


# 五零一 is figures, 一百零一 is counted; a lone 三 is either.
_COUNTED = (
    rf"(?P<figures>[{NUMERALS}]+)"
    r"|(?P<hundreds>[一二三四五六七八九]百)?零?(?P<tens>[一二三四五六七八九]?十)?(?P<ones>[一二三四五六七八九])?"
)


def tokens(text: str) -> list[str]:
    """What is stored of a text, in order."""
    found: list[str] = []
    for run in RUN.findall(normalise(text)):
        items = ITEM.findall(run)
        found += map(operator.add, items, items[1:])
        found.append(items[-1])
    return found


def phrases(query: str) -> list[Phrase]:
    """What must be found; empty when nothing was typed but spaces and punctuation."""
    found = []
    for run in RUN.findall(normalise(query)):
        items = ITEM.findall(run)
        if len(items) == 1:
            found.append(Phrase((items[0],), open=True))
        else:
            pairs = tuple(first + second for first, second in itertools.pairwise(items))
            found.append(Phrase(pairs, open=items[-1].isascii()))
    return found


class SearchIndex:
    """The side table `<name>_search` with the tokens of each row, by primary key."""

    def __init__(self, name: str) -> None:
        self.table = f"{name}_search"

    def put(self, pk: int, text: str) -> None:
        """Store or replace what the row is found by. No encrypted value belongs in here."""
        self.put_many([(pk, text)])

    def put_many(self, rows: Iterable[tuple[int, str]]) -> None:
        """`put` for many rows, in few statements."""
        stored = iter({pk: f" {' '.join(tokens(text))} " for pk, text in rows}.items())
        write = dialect_of(connection).put.format(table=self.table)
        with connection.cursor() as cursor:
            while batch := list(itertools.islice(stored, BATCH)):
                if connection.vendor == "postgresql":
                    cursor.execute(write, [list(column) for column in zip(*batch, strict=True)])
                else:
                    cursor.executemany(write, batch)

    def remove(self, pks: Iterable[int]) -> None:
        """Forget rows; unknown ones are fine."""
        dialect = dialect_of(connection)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"DELETE FROM {self.table} WHERE {dialect.key} = %s",  # noqa: S608 - names of ours
                [(pk,) for pk in pks],
            )

    def stored(self, pks: Collection[int]) -> list[tuple[int, str]]:
        """Rows by their ids, each with its tokens in order, between spaces."""
        dialect, rest = dialect_of(connection), iter(pks)
        found: list[tuple[int, str]] = []
        with connection.cursor() as cursor:
            while some := list(itertools.islice(rest, BATCH)):
                marks = ", ".join(["%s"] * len(some))
                cursor.execute(
                    f"SELECT {dialect.key}, tokens FROM {self.table}"  # noqa: S608 - names of ours
                    f" WHERE {dialect.key} IN ({marks})",
                    some,
                )
                found += cursor.fetchall()
        return found

    def filter(self, queryset: QuerySet[M], query: str) -> QuerySet[M]:
        """The rows of `queryset` that hold every term of `query`; none for an empty query.

        Asks the database for a sample at once; the rest happens with the queryset, which may be
        filtered, ordered and cut as usual.
        """
        wanted = phrases(query)
        if not wanted:
            return queryset.none()
        database = connections[queryset.db]
        dialect = dialect_of(database)
        if self._is_common(database, wanted):
            sql, params = dialect.look_into(self.table, wanted)
        else:
            sql, params = dialect.look_up(self.table, wanted)
        return queryset.filter(_Condition(F("pk"), sql=sql, params=params))

    def _is_common(self, database: BaseDatabaseWrapper, wanted: list[Phrase]) -> bool:
        """Whether too many rows hold the phrases to fetch them all, judged by a sample."""
        many = dialect_of(database).many
        size = hits = rows = 0
        for more in SAMPLES:
            rows, found = self._sample(database, wanted, more)
            size, hits = size + more, hits + found
            if hits == 0 or hits >= CLEAR or rows <= many:
                break
        return hits >= ENOUGH and hits * rows > many * size

    def _sample(
        self, database: BaseDatabaseWrapper, wanted: list[Phrase], size: int
    ) -> tuple[int, int]:
        """About how many rows there are, and how many of `size` rows hold the phrases."""
        dialect = dialect_of(database)
        holds, params = dialect.holds(wanted)
        sql = SPREAD.format(table=self.table, key=dialect.key, holds=holds, last=size - 1)
        with database.cursor() as cursor:
            cursor.execute(sql, params)
            rows, hits = cursor.fetchone()
        return rows, hits


class _Condition(Func):
    """A condition in SQL about the row whose primary key stands for {pk}."""

    output_field = BooleanField()

    def __init__(self, pk: F, *, sql: str, params: list[str]) -> None:
        super().__init__(pk)
        self.sql = sql
        self.params = params

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        pk, before = compiler.compile(self.get_source_expressions()[0])
        return self.sql.format(pk=pk), (*before, *self.params)


class _Dialect:
    """What the two databases say differently. Names in the SQL are ours; what was typed is not."""

    key: str
    position: str
    # So many rows are fetched by their ids, filtered and sorted within about 50 ms.
    many: int

    def holds(self, wanted: list[Phrase]) -> tuple[str, list[str]]:
        """Condition on one row's stored tokens."""
        sql = " AND ".join([f"{self.position}(tokens, %s) > 0"] * len(wanted))
        return sql, [phrase.needle for phrase in wanted]

    def look_into(self, table: str, wanted: list[Phrase]) -> tuple[str, list[str]]:
        """Condition for walking the list: read the row's tokens."""
        holds, params = self.holds(wanted)
        exists = "EXISTS (SELECT 1 FROM {table} WHERE {table}.{key} = {{pk}} AND {holds})"
        return exists.format(table=table, key=self.key, holds=holds), params


class _Sqlite(_Dialect):
    key, position, many = "rowid", "instr", 20_000
    put = "INSERT OR REPLACE INTO {table} (rowid, tokens) VALUES (%s, %s)"
    create = ("CREATE VIRTUAL TABLE {table} USING fts5(tokens, tokenize = 'ascii')",)

    def look_up(self, table: str, wanted: list[Phrase]) -> tuple[str, list[str]]:
        """Condition for coming from the index, which knows the order of tokens."""
        terms = [f'"{" ".join(phrase.tokens)}"' + " *" * phrase.open for phrase in wanted]
        found = "{{pk}} IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)"
        return found.format(table=table), [" AND ".join(terms)]


class _PostgreSQL(_Dialect):
    key, position, many = "id", "strpos", 3_000
    # Cut at spaces and nowhere else; to_tsvector would take tokens apart again.
    vector = "array_to_tsvector(string_to_array(btrim(tokens), ' '))"
    put = (
        "INSERT INTO {table} (id, tokens) SELECT * FROM unnest(%s::bigint[], %s::text[])"
        " ON CONFLICT (id) DO UPDATE SET tokens = EXCLUDED.tokens"
    )
    create = (
        "CREATE TABLE {table} (id bigint PRIMARY KEY, tokens text NOT NULL)",
        f"CREATE INDEX {{table}}_gin ON {{table}} USING gin ({vector})",
    )

    def look_up(self, table: str, wanted: list[Phrase]) -> tuple[str, list[str]]:
        """Condition for coming from the index, which knows no order: phrases are checked.

        The array is filled first. Given a plain subquery, the planner guesses rare tokens to be
        common and walks the list instead: 6.6 s for a word that 72 of a million rows hold.
        """
        terms = []
        for phrase in wanted:
            *whole, last = (f"'{token}'" for token in phrase.tokens)
            terms += [*whole, last + ":*" * phrase.open]
        holds, params = self.holds(wanted)
        ids = "SELECT id FROM {table} WHERE {vector} @@ %s::tsquery AND {holds}"
        sql = ids.format(table=table, vector=self.vector, holds=holds)
        return f"{{pk}} = ANY (ARRAY({sql}))", [" & ".join(terms), *params]


def dialect_of(database: BaseDatabaseWrapper) -> "_Sqlite | _PostgreSQL":
    """How to speak with this database."""
    return _PostgreSQL() if database.vendor == "postgresql" else _Sqlite()
