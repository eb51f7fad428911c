"""The register of residents: a file for each person, household and dwelling.

A *fact* is a field of the catalogue; a *statement* says who told it and when; a *life event* is a
change of where somebody is; a *tag* is what people are listed by; a *merge* makes one file of two.
"""
