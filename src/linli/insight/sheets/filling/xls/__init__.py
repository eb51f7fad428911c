"""Filling .xls files of Excel 97 to 2003, record by record."""
