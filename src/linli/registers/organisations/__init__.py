"""Committees, street offices, departments, property firms, partners: every unit that can own work.

Words: *unit* (单位) any organisation here; *member* a person who signs in for it.
"""
