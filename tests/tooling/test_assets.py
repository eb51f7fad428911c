"""The front-end files that `make setup` lays out are the ones that pages ask for."""

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "src/linli/sites/static/vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())
SPRITE = (VENDOR / "icons.svg").read_text()
PAGES = sorted((ROOT / "src/linli").rglob("*.html"))
ICON = re.compile(r"""{%\s*icon "([\w-]+)"|\bicon="([\w-]+)\"""")
STATIC = re.compile(r"""{%\s*static "vendor/([^"]+)""")


def test_files_are_as_their_manifest_says():
    assert {path: sha256(path) for path in MANIFEST} == {
        path: entry["sha256"] for path, entry in MANIFEST.items()
    }


def sha256(path):
    return hashlib.sha256((VENDOR / path).read_bytes()).hexdigest()


def test_nothing_points_to_a_missing_source_map():
    assert [path for path in MANIFEST if b"sourceMappingURL" in (VENDOR / path).read_bytes()] == []


def test_the_lock_file_names_no_registry():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert all("integrity" in entry for name, entry in packages.items() if name)


def test_icons_of_pages_are_in_the_sprite():
    used = {name for page in PAGES for match in ICON.findall(page.read_text()) for name in match}
    assert used - {""} - set(re.findall(r'<symbol id="([^"]+)"', SPRITE)) == set()


def test_vendor_files_of_pages_exist():
    used = {name for page in PAGES for name in STATIC.findall(page.read_text())}
    assert used - set(MANIFEST) == set()
    assert "tabler/tabler.min.css" in used
