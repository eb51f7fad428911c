"""A believable community that does not exist: 幸福里社区, two years of its life.

Telephone numbers begin with 154, which is allotted to no carrier; identity numbers carry the
division code 990000, which is no place. No real person can have either.
"""
