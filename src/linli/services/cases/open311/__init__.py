"""Requests for other systems: Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2), JSON and XML.

A *service* is a category in use at the end of its branch. Nobody gets personal data: a key reads
the words of the requests that it sent itself, and of all others only kind, state and dates.
"""
