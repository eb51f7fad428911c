"""The zip file that an .xlsx or .docx is; parts that are not touched go out as they came."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from linli.insight.sheets.filling.errors import CannotFill

MAX_PART = 30 * 1024 * 1024
MAX_TOTAL = 300 * 1024 * 1024
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)

# Writes a part itself, piece by piece.
Chunks = Callable[[], Iterator[bytes]]


class Package:
    """Parts by name; `root` gives the tree of one, which is written back only if `touch`ed."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except BROKEN as error:
            raise CannotFill("broken") from error
        self._infos = {info.filename: info for info in self._archive.infolist()}
        if sum(info.file_size for info in self._infos.values()) > MAX_TOTAL:
            raise CannotFill("too_big_inside")
        if any(name.startswith("_xmlsignatures/") for name in self._infos):
            raise CannotFill("signed")
        self._roots: dict[str, Any] = {}
        self._touched: set[str] = set()
        self._written: dict[str, Chunks] = {}
        self._gone: set[str] = set()

    def __contains__(self, part: str) -> bool:
        return part in self._infos and part not in self._gone

    @property
    def parts(self) -> list[str]:
        return [part for part in self._infos if part not in self._gone]

    def read(self, part: str) -> bytes:
        if part not in self:
            raise CannotFill("broken")
        if self._infos[part].file_size > MAX_PART:
            raise CannotFill("too_big_inside")
        try:
            return self._archive.read(part)
        except BROKEN as error:
            raise CannotFill("broken") from error

    def root(self, part: str) -> Any:
        if part not in self._roots:
            self._roots[part] = parse(self.read(part))
        return self._roots[part]

    def touch(self, part: str) -> None:
        self._touched.add(part)

    def write(self, part: str, chunks: Chunks) -> None:
        self._written[part] = chunks

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id → (kind, name of the other part), without links to the outside."""
        folder, name = posixpath.split(part)
        about = posixpath.join(folder, "_rels", f"{name}.rels")
        if about not in self:
            return {}
        return {
            one.get("Id", ""): (
                one.get("Type", "").rsplit("/", 1)[-1],
                posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))[1:],
            )
            for one in self.root(about).iter(f"{RELATIONS}Relationship")
            if one.get("TargetMode") != "External"
        }

    def related(self, part: str, *kinds: str) -> list[str]:
        return [
            name for kind, name in self.relations(part).values() if kind in kinds and name in self
        ]

    def main_part(self) -> str:
        found = self.related("", "officeDocument")
        if not found:
            raise CannotFill("not_a_table")
        return found[0]

    def drop(self, part: str, owner: str) -> None:
        """Takes a part out, with all that mentions it."""
        folder, name = posixpath.split(owner)
        about = posixpath.join(folder, "_rels", f"{name}.rels")
        ids = {key for key, (_, target) in self.relations(owner).items() if target == part}
        for one in list(self.root(about)):
            if one.get("Id") in ids:
                self.root(about).remove(one)
        types = self.root("[Content_Types].xml")
        for one in list(types.iter(f"{TYPES}Override")):
            if one.get("PartName", "").lstrip("/") == part:
                types.remove(one)
        self.touch(about)
        self.touch("[Content_Types].xml")
        self._gone.add(part)

    def save(self) -> bytes:
        """The package: parts in their order, untouched ones byte for byte."""
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in self.parts:
                info = zipfile.ZipInfo(part, self._infos[part].date_time)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = self._infos[part].external_attr
                with archive.open(info, "w", force_zip64=False) as file:
                    for chunk in self._chunks(part):
                        file.write(chunk)
        return output.getvalue()

    def _chunks(self, part: str) -> Iterator[bytes]:
        if part in self._written:
            yield from self._written[part]()
        elif part in self._touched:
            yield serialise(self._roots[part])
        else:
            yield self._raw(part)

    def _raw(self, part: str) -> bytes:
        try:
            return self._archive.read(part)
        except BROKEN as error:
            raise CannotFill("broken") from error


def parse(content: bytes) -> Any:
    """Without entities, network or huge trees; what declares a document type is refused."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise CannotFill("broken") from error
    if root.getroottree().docinfo.doctype:
        raise CannotFill("broken")
    return root


def serialise(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
