"""What the pages that fill tables use of the list of tables."""

from linli.insight.sheets.registry.actions.dues import sent, taken_back
from linli.insight.sheets.registry.queries.standing import Standing, standing_for, standing_of

__all__ = ["Standing", "sent", "standing_for", "standing_of", "taken_back"]
