import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter

from linli.kernel import fields
from linli.kernel.crypto import DecryptionError, Key, Keyring
from linli.kernel.fields import EncryptedTextField, PathField, blind_index
from linli.kernel.tests.sample import Errand, Secret

OLD, NEW = Key.generate("old"), Key.generate("new", "sm4")

pytestmark = pytest.mark.usefixtures("sample_tables")


@pytest.fixture(autouse=True)
def old_key(settings):
    settings.FIELD_KEYRING = Keyring(OLD)


@pytest.fixture
def new_key(settings):
    """Call it to put a new key before the old one."""

    def add():
        settings.FIELD_KEYRING = Keyring(NEW, OLD)

    return add


def stored(column="number"):
    """What the database itself holds, in the order of ids."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM kernel_sample_secret ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def rotate(batch=1000):
    column = Secret._meta.get_field("number")
    return list(fields.rotate_column(Secret, column, batch))[-1]


def test_the_database_holds_an_envelope_and_python_the_text():
    Secret.objects.create(number="330106199001010014")
    assert stored()[0].startswith("v1.old.")
    assert Secret.objects.get().number == "330106199001010014"
    assert list(Secret.objects.values_list("number", flat=True)) == ["330106199001010014"]


def test_none_and_empty_stay_as_they_are():
    Secret.objects.create(number="", note=None)
    assert (stored("number"), stored("note")) == ([""], [None])
    secret = Secret.objects.get()
    assert (secret.number, secret.note) == ("", None)


def test_every_way_of_writing_encrypts():
    made = Secret.objects.bulk_create([Secret(number="一"), Secret(number="二")])
    made[0].number = "三"
    Secret.objects.bulk_update(made[:1], ["number"])
    Secret.objects.filter(pk=made[1].pk).update(number="四")
    assert all(value.startswith("v1.old.") for value in stored())
    assert [secret.number for secret in Secret.objects.order_by("pk")] == ["三", "四"]


@pytest.mark.parametrize(
    "lookup", ["number", "number__in", "number__startswith", "number__gt", "number__contains"]
)
def test_the_ciphertext_cannot_be_searched(lookup):
    with pytest.raises(FieldError, match="blind index"):
        Secret.objects.filter(**{lookup: "330106199001010014"})


def test_whether_something_is_filled_in_can_be_asked():
    Secret.objects.create(number="一", note=None)
    Secret.objects.create(number="二", note="注")
    assert Secret.objects.get(note__isnull=True).number == "一"


def test_an_encrypted_column_takes_no_index():
    with pytest.raises(FieldError, match="BlindIndexField"):
        EncryptedTextField(field_id="x", unique=True)


def test_a_value_of_another_column_does_not_decrypt():
    secret = Secret.objects.create(number="一", note="二")
    Secret.objects.filter(pk=secret.pk).update(number=models.F("note"))
    with pytest.raises(DecryptionError, match=r"kernel\.sample\.number"):
        Secret.objects.get()


def test_the_migration_keeps_the_field_id():
    text, _ = MigrationWriter.serialize(EncryptedTextField(field_id="a.b.c", blank=True))
    assert "field_id='a.b.c'" in text


def test_the_blind_index_finds_equal_values_only():
    for number in ("13800000001", "13800000002", ""):
        Secret.objects.create(number=number, number_index=blind_index(number, "sample.number"))
    found = Secret.objects.filter(number_index=blind_index("13800000002", "sample.number"))
    assert [secret.number for secret in found] == ["13800000002"]


def test_paths_are_compared_byte_by_byte():
    """ "0" follows "/": the range holds the subtree of /1/5/ and not /1/50/ or /1/5-…"""
    inside = ["/1/5/", "/1/5/7/", "/1/5/999/2/"]
    for path in [*inside, "/1/50/", "/1/4/", "/1/6/", "/1/5", "/15/", "/1/5-a/"]:
        Errand.objects.create(title="巡查", path=path)
    found = Errand.objects.filter(path__gte="/1/5/", path__lt="/1/50").order_by("path")
    assert [errand.path for errand in found] == inside
    assert PathField().db_parameters(connection).get("collation") == (
        "C" if connection.vendor == "postgresql" else None
    )


def test_rotation_rewrites_old_rows_only(new_key):
    Secret.objects.create(number="旧")
    Secret.objects.create(number="")
    new_key()
    Secret.objects.create(number="新")
    untouched = stored()[2]
    progress = rotate()
    assert (progress.rewritten, progress.unreadable) == (1, [])
    values = stored()
    assert values[0].startswith("v1.new.")
    assert values[1:] == ["", untouched]
    assert [secret.number for secret in Secret.objects.order_by("pk")] == ["旧", "", "新"]


def test_rotation_goes_on_where_it_was_stopped(new_key):
    Secret.objects.bulk_create(Secret(number=str(number)) for number in range(1, 8))
    new_key()
    halted = fields.rotate_column(Secret, Secret._meta.get_field("number"), batch=3)
    assert next(halted).rewritten == 3
    halted.close()
    first = stored()[:3]
    progress = rotate(batch=3)
    assert progress.rewritten == 4
    assert stored()[:3] == first
    assert all(value.startswith("v1.new.") for value in stored())
    assert rotate().rewritten == 0


def test_rotation_never_overwrites_what_was_saved_meanwhile(new_key):
    secret = Secret.objects.create(number="旧")
    [read_by_rotation] = stored()
    new_key()
    Secret.objects.filter(pk=secret.pk).update(number="刚改的")
    progress = fields.RotationProgress("sample")
    column = Secret._meta.get_field("number")
    fields._rotate_row(
        fields._envelopes(Secret, column), column, secret.pk, read_by_rotation, progress
    )
    assert (progress.rewritten, progress.changed_meanwhile) == (0, 1)
    assert Secret.objects.get().number == "刚改的"


def test_rotation_reports_rows_that_no_key_opens_and_goes_on(settings, new_key):
    settings.FIELD_KEYRING = Keyring(Key.generate("lost"))
    lost = Secret.objects.create(number="读不出")
    settings.FIELD_KEYRING = Keyring(OLD)
    Secret.objects.create(number="旧")
    new_key()
    progress = rotate(batch=1)
    assert (progress.rewritten, progress.unreadable) == (1, [lost.pk])


def test_rotate_all_visits_every_encrypted_column_of_the_site():

    expected = {
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models()
        for column in model._meta.get_fields()
        if isinstance(column, EncryptedTextField)
    }
    assert expected
    assert {progress.column for progress in fields.rotate_all()} == expected
