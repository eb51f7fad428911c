"""File names as they are kept and shown."""

import re
import unicodedata

from django.utils.translation import gettext as _

LONGEST = 120


def clean(raw: str, extension: str) -> str:
    """The last part of a path without what could mislead, ending in the content's own extension.

    Control characters and marks that turn the direction of writing ("gpj.exe" for "exe.jpg") go;
    letters of any script and emoji stay.
    """
    name = re.split(r"[/\\]", raw)[-1]
    visible = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", name)
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
    )
    stem = visible.rpartition(".")[0] if has_extension(visible) else visible
    stem = re.sub(r'[<>:"|?*]+', "", stem)
    stem = re.sub(r" +", " ", stem).strip(" .")
    return (stem or _("文件"))[: LONGEST - len(extension)] + extension


def has_extension(name: str) -> bool:
    return bool(re.search(r"\.[A-Za-z0-9]{1,5}$", name))
