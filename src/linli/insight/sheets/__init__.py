"""Blank tables that others send: read as people read them, understood, filled from the register.

Words: *form* a department's table, the same however often it comes; *filling* one time that it is
filled; *field* a place of a form that asks for something; *element* the fact that it asks for;
*decision* what a person chose for a field, kept for the next time; *gap* a cell that stayed empty
or is too old; *collecting* the one task that asks for the gaps.
"""
