"""Addresses of pages, remembered: they never change while the program runs.

Django looks an address up anew each time that it is asked. The frame around a page of the desk
asks for twenty, a list for one in every row; together that took as long as reading the rows.
"""

import functools

from django.urls import get_script_prefix, get_urlconf, reverse


def page(name: str) -> str:
    """The address of a page that takes no arguments; NoReverseMatch."""
    return _page(name, get_script_prefix(), get_urlconf())


@functools.lru_cache(maxsize=500)
def _page(name: str, prefix: str, urlconf: str | None) -> str:
    return reverse(name)


def numbered(name: str) -> str:
    """The address of a page that takes one number, with `{}` in its place: for many rows."""
    return _numbered(name, get_script_prefix(), get_urlconf())


@functools.lru_cache(maxsize=500)
def _numbered(name: str, prefix: str, urlconf: str | None) -> str:
    before, after = (reverse(name, args=[number]) for number in (0, 1))
    at = next(i for i, (one, other) in enumerate(zip(before, after, strict=True)) if one != other)
    return f"{before[:at]}{{}}{before[at + 1 :]}"
