"""What other apps may use."""

from linli.shared.imports.actions.bringing import begin
from linli.shared.imports.actions.mapping import choose_columns
from linli.shared.imports.actions.moves import untold
from linli.shared.imports.actions.undoing import begin_undo
from linli.shared.imports.actions.upload import start
from linli.shared.imports.cells import CellProblem
from linli.shared.imports.models import Run
from linli.shared.imports.queries import interrupted, layout
from linli.shared.imports.reading.errors import UnreadableFile
from linli.shared.imports.reading.formats import MAX_BYTES, sniff
from linli.shared.imports.states import State
from linli.shared.imports.targets import (
    TARGETS,
    Bad,
    Change,
    Field,
    Good,
    Kind,
    Option,
    Order,
    Problem,
    Record,
    Same,
    TakenBack,
    Target,
    Verdict,
    register,
)
from linli.shared.imports.tasks import bring_in, do

__all__ = [
    "MAX_BYTES",
    "TARGETS",
    "Bad",
    "CellProblem",
    "Change",
    "Field",
    "Good",
    "Kind",
    "Option",
    "Order",
    "Problem",
    "Record",
    "Run",
    "Same",
    "State",
    "TakenBack",
    "Target",
    "UnreadableFile",
    "Verdict",
    "begin",
    "begin_undo",
    "bring_in",
    "choose_columns",
    "do",
    "interrupted",
    "layout",
    "register",
    "sniff",
    "start",
    "untold",
]
