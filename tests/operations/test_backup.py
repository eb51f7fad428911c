"""A backup gives the site back to the byte, or touches nothing."""

import hashlib
from pathlib import Path

from support.sites import Site, site

FILL = """
from linli.kernel import clock
from linli.services.cases.tests import factories
home = factories.make_community()
for number in range(5):
    factories.make_case(home, text=f"第{number}件：楼道灯不亮", phone="15400000001")
"""
# Every row of every table of ours, in order: equal text means equal content.
DUMP = """
import json
from django.apps import apps
from django.core import serializers
for model in apps.get_models():
    print(serializers.serialize("json", model._default_manager.order_by("pk")))
"""


def files(folder: Path) -> dict[str, str]:
    store = folder / "files"
    return {
        str(path.relative_to(store)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in store.rglob("*")
        if path.is_file()
    }


def upload(place: Site) -> None:
    store = place.folder / "files" / "ab"
    store.mkdir(parents=True, exist_ok=True)
    (store / "photo.jpg").write_bytes(bytes(range(256)) * 40)


def test_a_restored_site_is_the_same_to_the_byte(tmp_path: Path) -> None:
    with site(tmp_path / "site") as place:
        place.linli("migrate")
        place.python(FILL)
        upload(place)
        content, stored = place.python(DUMP), files(place.folder)
        place.linli("backup", str(tmp_path / "backup.tar"))

        place.python("from linli.services.cases.models import Entry; Entry.objects.all().delete()")
        (place.folder / "files" / "ab" / "photo.jpg").write_bytes(b"gone")
        assert place.python(DUMP) != content

        refused = place.linli("restore", str(tmp_path / "backup.tar"), fails=True)
        assert "--overwrite" in refused
        place.linli("restore", str(tmp_path / "backup.tar"), "--overwrite")
        assert place.python(DUMP) == content
        assert files(place.folder) == stored


def test_a_damaged_backup_touches_nothing(tmp_path: Path) -> None:
    with site(tmp_path / "site") as place:
        place.linli("migrate")
        place.python(FILL)
        upload(place)
        backup = tmp_path / "backup.tar"
        place.linli("backup", str(backup))
        content = place.python(DUMP)

        damaged = bytearray(backup.read_bytes())
        position = damaged.index(bytes(range(200, 256)))
        damaged[position] ^= 1
        backup.write_bytes(damaged)
        said = place.linli("restore", str(backup), "--overwrite", fails=True)
        assert "damaged" in said
        assert place.python(DUMP) == content
        assert files(place.folder)

        backup.write_bytes(damaged[:4000])
        said = place.linli("restore", str(backup), "--overwrite", fails=True)
        assert "not a whole Linli backup" in said
