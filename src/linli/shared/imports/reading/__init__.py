"""From an uploaded file to rows: what kind of file it is, and its cells in one plain form.

A *cell* is None, text, an int, a float, a bool, or `[ISO]`, a list of one, for a date or time that
the workbook itself marks as one.
"""
