"""The uploaded table handed back with one more column that says what to mend.

A workbook comes back byte for byte except for that column; a text table keeps its encoding. Old
formats that we cannot write, and workbooks with macros, come back as a new plain workbook.
"""
