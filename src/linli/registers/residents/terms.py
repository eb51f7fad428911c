"""What somebody typed into the search box, cut into terms. Pure."""

import re

GAP = re.compile(
    r"(?<=[a-zA-Z])\s+(?=[a-zA-Z])|(?<=[\d号楼栋幢座元门])\s+(?=[\d一二三四五六七八九十])"
)
ADDRESS = re.compile(r"\d|[号楼栋幢座单元室#]")


def of(text: str) -> list[str]:
    """138 8765 4321, zhang san and 3号楼 2单元 501 are one term each."""
    return GAP.sub("", text).split()


def may_be_address(term: str) -> bool:
    """Whether it is worth asking the address book."""
    return bool(ADDRESS.search(term))
