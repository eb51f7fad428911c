"""Inserted rows are the rows that the ORM would insert, however many they are."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from linli.kernel import clock
from linli.kernel.fields import EncryptedTextField
from linli.kernel.rows import COPY_FROM, insert, insert_many, unsaved


class Family(models.Model):
    name = models.CharField(max_length=20, unique=True)

    class Meta:
        app_label = "kernel_rows"

    def __str__(self) -> str:
        return "Family"


class Member(models.Model):
    family = models.ForeignKey(Family, models.CASCADE, null=True)
    name = models.CharField(max_length=20)
    born_on = models.DateField(null=True)
    seen_at = models.DateTimeField()
    phone = EncryptedTextField(field_id="kernel.rows.phone", blank=True)
    likes = models.JSONField(default=list)
    head = models.BooleanField(default=False)
    score = models.FloatField(null=True)

    class Meta:
        app_label = "kernel_rows"

    def __str__(self) -> str:
        return "Member"


class Word(models.Model):
    word = models.CharField(max_length=20, primary_key=True)

    class Meta:
        app_label = "kernel_rows"

    def __str__(self) -> str:
        return "Word"


NOW = clock.local(2026, 3, 11, 9, 30)


@pytest.fixture
def tables(transactional_db: None) -> Any:
    with connection.schema_editor() as editor:
        editor.create_model(Family)
        editor.create_model(Member)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Member)
        editor.delete_model(Family)


def members(family: Family | None, count: int = 5) -> list[Member]:
    return [
        Member(
            family=family,
            name=f"王{n}😀",
            born_on=dt.date(1990, n % 12 + 1, 2),
            seen_at=NOW,
            phone="13800138000",
            likes=["茶", {"n": n}],
            head=n == 0,
            score=n / 3,
        )
        for n in range(count)
    ]


def stored() -> list[dict[str, Any]]:
    return list(Member.objects.order_by("pk").values())


EACH_WAY = pytest.mark.parametrize("count", [1, COPY_FROM - 1, COPY_FROM])


@EACH_WAY
def test_the_same_rows_as_bulk_create(tables: None, count: int) -> None:
    family = Family.objects.create(name="王家")
    Member.objects.bulk_create(members(family, count))
    by_orm = [{**row, "id": None} for row in stored()]
    Member.objects.all().delete()
    with transaction.atomic():
        insert_many(members(family, count))
    assert [{**row, "id": None} for row in stored()] == by_orm


@EACH_WAY
def test_they_get_their_ids_in_order_and_the_next_one_follows(tables: None, count: int) -> None:
    with transaction.atomic():
        rows = members(None, count)
        insert_many(rows)
    assert [row["id"] for row in stored()] == [row.pk for row in rows]
    assert Member.objects.create(name="李", seen_at=NOW).pk == rows[-1].pk + 1
    rows[0].name = "张"
    rows[0].save()
    assert Member.objects.count() == count + 1


@EACH_WAY
def test_a_related_row_may_be_saved_in_between(tables: None, count: int) -> None:
    family = Family(name="王家")
    rows = members(family, count)
    with transaction.atomic():
        insert(family)
        insert_many(rows)
    assert Member.objects.filter(family=family).count() == count


def test_a_few_go_in_one_statement(tables: None, django_assert_num_queries: Any) -> None:
    with transaction.atomic(), django_assert_num_queries(1):
        insert_many(members(None, COPY_FROM - 1))


def test_all_or_nothing(tables: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many([Family(name="王家"), Family(name="李家"), Family(name="王家")])
    assert not Family.objects.exists()


def test_equal_texts_are_encrypted_each_for_itself(tables: None) -> None:
    with transaction.atomic():
        insert_many(members(None))
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM kernel_rows_member")
        assert len({phone for (phone,) in cursor.fetchall()}) == 5


class TestUnsaved:
    def test_it_is_the_row_that_the_model_makes(self) -> None:
        family = Family(pk=7, name="王家")
        values = {"family": family, "name": "王芳", "seen_at": NOW, "score": 0.5}
        quick, slow = unsaved(Member, **values), Member(**values)
        assert {**vars(quick), "_state": None} == {**vars(slow), "_state": None}
        assert quick.family is family
        assert quick._state.adding

    def test_each_has_a_list_of_its_own(self) -> None:
        one, other = unsaved(Member), unsaved(Member)
        one.likes.append("茶")
        assert other.likes == []

    def test_a_slip_of_the_pen_is_refused(self) -> None:
        with pytest.raises(TypeError, match="nmae"):
            unsaved(Member, nmae="王芳")


def test_nothing_to_insert_is_fine_and_other_keys_are_refused() -> None:
    insert_many([])
    with pytest.raises(TypeError):
        insert_many([Word(word="门")])
