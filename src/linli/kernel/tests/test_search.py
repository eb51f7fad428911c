import pytest
from django.db import connection
from django.db.migrations.state import ProjectState
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel import search
from linli.kernel.search import SearchIndex, normalise_address, phrases, tokens
from linli.kernel.search_operations import CreateSearchIndex
from linli.kernel.tests.sample import Errand

INDEX = SearchIndex("kernel_errand")


@pytest.fixture(params=["look up", "look into"])
def index(sample_tables, request, monkeypatch):
    """An empty index; each test that takes it runs once for either way to the rows."""
    if request.param == "look into":
        monkeypatch.setattr(SearchIndex, "_is_common", lambda self, database, wanted: True)
    migrate(CreateSearchIndex.database_forwards)
    return INDEX


def migrate(direction):
    operation, state = CreateSearchIndex("kernel_errand"), ProjectState()
    editor = connection.schema_editor()
    editor.deferred_sql = []
    direction(operation, "kernel", editor, state, state)


def fill(*texts):
    for text in texts:
        errand = Errand.objects.create(title=text[:50])
        INDEX.put(errand.pk, text)


def find(query, queryset=None):
    queryset = Errand.objects.all() if queryset is None else queryset
    return [errand.title for errand in INDEX.filter(queryset, query).order_by("pk")]


def table_exists():
    return "kernel_errand_search" in connection.introspection.table_names()


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("垃圾分类", "垃圾 圾分 分类 类"),
        ("路灯坏了。谁修？", "路灯 灯坏 坏了 了 谁修 修"),
        ("3号楼 501", "3号 号楼 楼 501"),
        ("５０１室", "501室 室"),
        ("WiFi信号差", "wifi信 信号 号差 差"),
        ("A2区", "a2区 区"),
        ("葛\U000e0100城\u200b街", "葛城 城街 街"),
        ("阿依·古丽", "阿依 依 古丽 丽"),
        ("a_b-c'd\\e", "a b c d e"),
        ("", ""),
        ("，。！", ""),
    ],
)
def test_how_a_text_is_cut(text, stored):
    assert " ".join(tokens(text)) == stored


def test_a_word_without_end_is_cut_into_pieces_that_fit_an_index():
    assert max(len(token) for token in tokens("x" * 10_000 + "楼")) <= 128


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("三号楼二单元五〇一", "3号楼2单元501"),
        ("三号楼二单元五零一室", "3号楼2单元501室"),
        ("十二栋", "12栋"),
        ("二十号楼", "20号楼"),
        ("一百零八号", "108号"),
        ("一百二十三号", "123号"),
        ("十层", "10层"),
        ("二〇二六年", "2026年"),
        ("三里河五一路", "三里河五一路"),
        ("张三", "张三"),
        ("零距离", "零距离"),
        ("万寿百号", "万寿百号"),
        ("3号楼", "3号楼"),
    ],
)
def test_numerals_in_addresses(written, meant):
    assert normalise_address(written) == meant


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("垃圾分类", ["垃圾分类做得好", "小区 垃圾分类"]),
        ("垃圾", ["垃圾分类做得好", "小区 垃圾分类", "垃圾。圾分类"]),
        ("类", ["垃圾分类做得好", "小区 垃圾分类", "垃圾。圾分类"]),
        ("好", ["垃圾分类做得好"]),
        ("小区 分类", ["小区 垃圾分类"]),
        ("分类 小区", ["小区 垃圾分类"]),
        ("小区垃圾", []),
        ("做得不好", []),
        ("小区，垃圾！", ["小区 垃圾分类"]),
    ],
)
def test_terms_are_phrases_and_all_must_be_there(index, query, found):
    fill("垃圾分类做得好", "小区 垃圾分类", "垃圾。圾分类", "路灯")
    assert find(query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("501", ["3号楼2单元501", "5012室"]),
        ("50", ["3号楼2单元501", "5012室"]),
        ("3号楼", ["3号楼2单元501", "三号楼漏水"]),
        ("三号楼", ["3号楼2单元501", "三号楼漏水"]),
        ("３号楼２单元５", ["3号楼2单元501"]),
        ("单元501", ["3号楼2单元501"]),
        ("1号楼", []),
        ("13号楼", ["13号楼"]),
    ],
)
def test_numbers_count_as_a_whole_and_may_be_cut_short(index, query, found):
    fill("3号楼2单元501", "三号楼漏水", "13号楼", "5012室")
    assert find(query) == found


@pytest.mark.parametrize(
    "text", ["阿依·古丽", "O'Brien", "back\\slash", "50%_off", "𠮷田", "\ue000姓", 'quo"te']
)
def test_every_sign_is_safe_and_found_again(index, text):
    fill(text, "别的")
    assert find(text) == [text]


@pytest.mark.parametrize("query", ["", "  ", "，。", "''", '"', "*", "%", "\x00"])
def test_an_empty_query_finds_nothing(index, query):
    fill("垃圾分类")
    assert find(query) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(
    texts=st.lists(st.text("垃圾分a1 。", max_size=8), min_size=1, max_size=5),
    query=st.text("垃圾分a1 。", max_size=4),
)
def test_both_ways_find_what_a_plain_reading_finds(index, texts, query):
    """The oracle reads runs of items; it knows nothing of tokens."""
    INDEX.remove(list(Errand.objects.values_list("pk", flat=True)))
    Errand.objects.all().delete()
    stored = Errand.objects.bulk_create(Errand(title=text) for text in texts)
    INDEX.put_many((errand.pk, errand.title) for errand in stored)
    wanted = search.RUN.findall(query)
    expected = [text for text in texts if wanted and all(reads(term, text) for term in wanted)]
    assert sorted(find(query)) == sorted(expected)


def reads(term, text):
    """Whether the items of `term` stand in a row in `text`; a Latin word at the end may go on."""
    needle = search.ITEM.findall(term)
    for run in search.RUN.findall(text):
        items = search.ITEM.findall(run)
        for start in range(len(items) - len(needle) + 1):
            *whole, last = items[start : start + len(needle)]
            goes_on = last.isascii() and needle[-1].isascii() and last.startswith(needle[-1])
            if whole == needle[:-1] and (last == needle[-1] or goes_on):
                return True
    return False


def test_what_is_put_again_replaces_and_what_is_removed_is_gone(index):
    fill("路灯坏了", "井盖坏了")
    first, second = Errand.objects.order_by("pk")
    index.put(first.pk, "电梯坏了")
    assert find("路灯") == []
    assert find("电梯") == ["路灯坏了"]
    index.remove([second.pk, 999_999])
    assert find("坏了") == ["路灯坏了"]


def test_stored_rows_come_back_by_their_ids_with_their_tokens(sample_tables, monkeypatch):
    monkeypatch.setattr(search, "BATCH", 2)
    migrate(CreateSearchIndex.database_forwards)
    fill("路灯坏了", "3号楼", "电梯")
    pks = list(Errand.objects.order_by("pk").values_list("pk", flat=True))
    stored = dict(INDEX.stored([*pks, 10**9]))
    assert stored == {pks[0]: " 路灯 灯坏 坏了 了 ", pks[1]: " 3号 号楼 楼 ", pks[2]: " 电梯 梯 "}
    assert INDEX.stored([]) == []


def test_many_rows_in_one_call_the_last_text_of_a_row_counts(index):
    made = Errand.objects.bulk_create(Errand(title=f"第{n}件") for n in range(search.BATCH + 3))
    rows = [(made[0].pk, "早先的"), *((errand.pk, errand.title) for errand in made)]
    index.put_many(iter(rows))
    assert len(find("件")) == search.BATCH + 3
    assert find("早先的") == []
    index.put_many([])


def test_the_result_filters_orders_and_cuts_like_any_queryset(index):
    fill("路灯一", "路灯二", "路灯三", "井盖")
    found = index.filter(Errand.objects.exclude(title="路灯二"), "路灯").order_by("-pk")
    assert [errand.title for errand in found[:1]] == ["路灯三"]
    assert (found.count(), found.filter(title="井盖").exists()) == (2, False)
    assert Errand.objects.filter(pk__in=found.values("pk")).count() == 2


def test_a_search_is_two_queries_whatever_it_finds(sample_tables, django_assert_num_queries):
    migrate(CreateSearchIndex.database_forwards)
    fill("路灯一", "路灯二", "路灯三")
    with django_assert_num_queries(2):
        find("路灯")
    with django_assert_num_queries(2):
        find("路灯一")


def test_a_sample_tells_common_words_from_rare_ones(sample_tables, monkeypatch):
    migrate(CreateSearchIndex.database_forwards)
    monkeypatch.setattr(type(search.dialect_of(connection)), "many", 50)
    texts = {0: "路灯坏了", 2: "井盖松动 电梯"}
    INDEX.put_many((pk, texts.get(pk % 4, "井盖松动")) for pk in range(1, 2001))
    INDEX.put_many((pk, "鼠患") for pk in (7, 1200))

    def is_common(query):
        return INDEX._is_common(connection, phrases(query))

    assert is_common("路灯")
    assert is_common("路")
    assert is_common("井盖 电梯")
    assert not is_common("鼠患")
    assert not is_common("没有的")
    assert not is_common("路灯 井盖")


def test_a_doubtful_sample_is_followed_by_a_larger_one(sample_tables, monkeypatch):
    """Hits in the first one by luck: the second puts it right."""
    migrate(CreateSearchIndex.database_forwards)
    monkeypatch.setattr(type(search.dialect_of(connection)), "many", 50)
    INDEX.put_many((pk, "井盖松动") for pk in range(1, 5001))
    sizes = []

    def sample(self, database, wanted, size):
        sizes.append(size)
        rows, hits = original(self, database, wanted, size)
        return rows, hits or (5 if size == search.SAMPLES[0] else 0)

    original = SearchIndex._sample
    monkeypatch.setattr(SearchIndex, "_sample", sample)
    assert not INDEX._is_common(connection, phrases("鼠患"))
    assert sizes == [400, 1600]


def test_an_empty_table_has_no_common_words(sample_tables):
    migrate(CreateSearchIndex.database_forwards)
    assert not INDEX._is_common(connection, phrases("路灯"))


def test_the_migration_goes_forwards_and_backwards(sample_tables):
    assert not table_exists()
    migrate(CreateSearchIndex.database_forwards)
    assert table_exists()
    migrate(CreateSearchIndex.database_backwards)
    assert not table_exists()


def test_the_migration_says_what_it_does():
    assert CreateSearchIndex("cases_case").deconstruct() == (
        "CreateSearchIndex",
        ("cases_case",),
        {},
    )
    assert CreateSearchIndex("cases_case").describe() == "Create the search index cases_case"
