import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.datastructures import MultiValueDict

from linli.foundation.files import actions, kinds, sealed, tasks
from linli.foundation.files.checks import check
from linli.foundation.files.forms import PhotosField, UploadsField
from linli.foundation.files.guards import GUARDS
from linli.foundation.files.models import StoredFile
from linli.foundation.files.tests import samples
from linli.foundation.files.tests.samples import upload
from linli.foundation.jobs import public as jobs
from linli.kernel import clock

pytestmark = pytest.mark.django_db
AT = clock.local(2026, 3, 2, 7, 30)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of this test's own, and an owner who may keep files in it."""
    folder = tmp_path / "store"
    backend = {**settings.STORAGES["default"], "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    monkeypatch.setitem(GUARDS._items, "tests", lambda user, file, token: False)
    return folder


def stored_names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.*"))


def keep(content: bytes | None = None, name: str = "路灯.jpg", at: dt.datetime = AT) -> StoredFile:
    return actions.store(upload(content or samples.photo(), name), owner="tests", by=None, at=at)


def read(key: str) -> bytes:
    with default_storage.open(key) as file:
        return file.read()


def test_a_photo_and_its_thumbnail_are_kept_under_a_random_name(store: Path) -> None:
    file = keep()
    assert (file.name, file.content_type, file.owner) == ("路灯.jpg", "image/jpeg", "tests")
    assert stored_names(store) == sorted([file.key, file.thumbnail_key])
    assert file.key.startswith("2026/03/02/")
    assert file.key != keep().key
    assert file.size == len(read(file.key))
    assert samples.opened(read(file.thumbnail_key)).size == (320, 240)
    assert file.is_photo


def test_a_document_is_kept_byte_by_byte() -> None:
    content = samples.excel_file()
    checked = check(upload(content, "住户.xlsx"))
    file = actions.store(checked, owner="tests", by=None, at=AT)
    assert read(file.key) == content
    assert file.sha256 == checked.sha256
    assert not file.is_photo


def test_a_refused_upload_leaves_nothing(store: Path) -> None:
    with pytest.raises(kinds.UnknownKind):
        keep(b"MZ" * 100)
    assert stored_names(store) == []
    assert not StoredFile.objects.exists()


def test_only_who_has_a_guard_may_store() -> None:
    with pytest.raises(actions.NoGuard):
        actions.store(upload(samples.photo(), "a.jpg"), owner="nobody", by=None, at=AT)


def test_deleting_removes_the_bytes_when_the_transaction_is_over(
    store: Path, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    file = keep()
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete(file=file, by=None, at=AT, reason="重复上传")
        assert len(stored_names(store)) == 2
    assert stored_names(store) == []
    assert not StoredFile.objects.exists()


def test_a_deletion_that_is_rolled_back_keeps_the_bytes(
    store: Path, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    file = keep()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        actions.delete(file=file, by=None, at=AT)
        transaction.set_rollback(True)
    assert len(stored_names(store)) == 2
    assert StoredFile.objects.exists()


def test_what_a_rollback_left_is_swept_after_a_day(store: Path) -> None:
    kept = keep()
    with transaction.atomic():
        keep()
        transaction.set_rollback(True)
    default_storage.save("exports/2026.xlsx", ContentFile(b"not ours"))
    day = clock.local_date(AT)
    assert actions.remove_orphans(before=day) == 0
    assert actions.remove_orphans(before=day + dt.timedelta(days=1)) == 2
    assert stored_names(store) == sorted([kept.key, kept.thumbnail_key, "exports/2026.xlsx"])


def test_sweeping_a_store_that_was_never_used(store: Path) -> None:
    assert actions.remove_orphans(before=clock.local_date(AT)) == 0


def test_the_sweep_leaves_what_may_still_be_under_way(store: Path) -> None:
    with transaction.atomic():
        for days in (0, 1, 2):
            keep(at=clock.now() - dt.timedelta(days=days))
        transaction.set_rollback(True)
    tasks.remove_orphans.enqueue()
    jobs.run_ready()
    assert len(stored_names(store)) == 4


class PhotoForm(forms.Form):
    photos = PhotosField(required=False, most=2)


class FilesForm(forms.Form):
    files = UploadsField()


def filled(form: type[forms.Form], name: str, *uploads: object) -> forms.Form:
    return form({}, MultiValueDict({name: list(uploads)}))


class TestField:
    def test_gives_checked_files(self) -> None:
        form = filled(PhotoForm, "photos", *[upload(samples.photo(), "a.jpg") for _ in "12"])
        assert form.is_valid()
        stored = [
            actions.store(photo, owner="tests", by=None, at=AT)
            for photo in form.cleaned_data["photos"]
        ]
        assert [file.name for file in stored] == ["a.jpg", "a.jpg"]

    def test_may_be_left_empty_or_not(self) -> None:
        form = PhotoForm({}, MultiValueDict())
        assert form.is_valid()
        assert form.cleaned_data["photos"] == []
        assert FilesForm({}, MultiValueDict()).errors

    def test_says_what_is_wrong_with_which_file(self) -> None:
        form = filled(PhotoForm, "photos", upload(b"MZ" * 100, "坏.jpg"))
        assert "“坏.jpg”的内容不是可以上传的文件" in form.errors["photos"][0]
        form = filled(PhotoForm, "photos", upload(samples.pdf_file(), "a.pdf"))
        assert "这里不收" in form.errors["photos"][0]

    def test_an_empty_file_is_named(self) -> None:
        form = filled(PhotoForm, "photos", upload(b"", "空.jpg"))
        assert "“空.jpg”是空文件" in form.errors["photos"][0]

    def test_counts(self) -> None:
        form = filled(PhotoForm, "photos", *[upload(samples.photo(), "a.jpg") for _ in "123"])
        assert "最多上传2个" in form.errors["photos"][0]

    def test_offers_the_right_files(self) -> None:
        widget = str(PhotoForm()["photos"])
        assert 'accept="image/jpeg,image/png,image/webp"' in widget
        assert "multiple" in widget
        assert ".docx" in str(FilesForm()["files"])


def test_a_sealed_file_opens_with_its_own_key_and_context(store):
    secret = sealed.new_secret()
    sealed.keep("exports/7", "王秀英".encode(), secret=secret, context="export.7")
    kept = (store / "exports/7").read_bytes()
    assert "王秀英".encode() not in kept
    assert sealed.read("exports/7", secret=secret, context="export.7").decode() == "王秀英"
    for other in ({"secret": sealed.new_secret(), "context": "export.7"}, {"context": "export.8"}):
        with pytest.raises(InvalidTag):
            sealed.read("exports/7", **{"secret": secret, **other})
    sealed.forget("exports/7")
    with pytest.raises(FileNotFoundError):
        sealed.read("exports/7", secret=secret, context="export.7")
