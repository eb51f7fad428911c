"""An address as a drawing of squares, to be scanned off a screen or a sheet of paper."""

import segno
from django.utils.safestring import SafeString, mark_safe


def drawing(address: str) -> SafeString:
    """SVG that takes the size of what is around it."""
    drawn = segno.make(address, error="m").svg_inline(border=2, svgclass=None, omitsize=True)
    # segno writes the drawing itself; nothing of the address stands in it as text.
    return mark_safe(drawn)  # noqa: S308
