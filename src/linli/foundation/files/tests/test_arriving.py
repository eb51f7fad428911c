"""An upload that is longer than anything we take fills neither the disk nor the page with words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from linli.foundation.files.checks import check
from linli.foundation.files.kinds import TooLarge
from linli.foundation.files.tests import samples
from linli.foundation.places.tests.factories import make_town

KILOBYTE = 1024


@pytest.fixture(autouse=True)
def small(settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    settings.LARGEST_UPLOAD = 100 * KILOBYTE
    settings.LARGEST_REQUEST = 250 * KILOBYTE


@contextmanager
def arrived(*contents: bytes) -> Iterator[list[TemporaryUploadedFile]]:
    files = [samples.upload(content, f"{n}.jpg") for n, content in enumerate(contents)]
    request = RequestFactory().post("/", {"text": "有字", "photos": files})
    assert request.POST["text"] == "有字"
    yield request.FILES.getlist("photos")  # type: ignore[misc]
    request.close()


def kept(file: TemporaryUploadedFile) -> int:
    file.seek(0)
    assert Path(file.temporary_file_path()).stat().st_size == len(file.read())
    return Path(file.temporary_file_path()).stat().st_size


def test_what_is_short_enough_arrives_whole() -> None:
    content = samples.photo()[: 90 * KILOBYTE]
    with arrived(content) as (file,):
        assert file.read() == content
        assert file.size == len(content)


def test_a_long_file_leaves_nothing_but_its_size() -> None:
    sizes = [KILOBYTE, 900 * KILOBYTE, 100 * KILOBYTE]
    with arrived(*(b"a" * size for size in sizes)) as files:
        assert [file.size for file in files] == sizes
        assert [kept(file) for file in files] == [KILOBYTE, 0, 100 * KILOBYTE]


def test_a_long_file_is_refused_by_its_size(settings: Any) -> None:
    settings.LARGEST_UPLOAD = KILOBYTE
    content = b"\xff\xd8\xff\xe0" + b"\0" * 40 * KILOBYTE * KILOBYTE
    with arrived(content) as (file,), pytest.raises(TooLarge, match="40"):
        check(file)


def test_many_files_at_once_are_refused_as_a_whole() -> None:
    contents = [b"a" * 90 * KILOBYTE] * 3
    with pytest.raises(RequestDataTooBig), arrived(*contents):
        pass


@pytest.mark.django_db
def test_the_window_says_it_in_words() -> None:
    community = make_town().community
    files = [samples.upload(b"a" * 90 * KILOBYTE, f"{n}.jpg") for n in range(3)]
    address = f"{reverse('requests:new')}?place={community.pk}"
    response = Client().post(address, {"text": "有字", "photos": files})
    assert response.status_code == 413
    assert "什么也没有改动" in response.content.decode()
