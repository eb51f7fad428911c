"""`linli triage …`: learning from and reading of messages, without database and Django.

Each deed is a module with HELP, `add_arguments` and `run`, loaded when asked for.
"""

import argparse
import importlib
import sys
from types import ModuleType

from linli.insight.triage.refusing import Refused

# deed → module, imported when it is asked for: each needs libraries that the others do not
DEEDS = {
    "train": "linli.config.triage.train",
    "predict": "linli.config.triage.predict",
    "use": "linli.config.triage.use",
    "topics": "linli.config.triage.topics",
}
REFUSALS = (Refused, OSError)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(dest="deed", required=True)
    for name in DEEDS:
        module = deed(name)
        module.add_arguments(deeds.add_parser(name, help=module.HELP, description=module.HELP))


def deed(name: str) -> ModuleType:
    return importlib.import_module(DEEDS[name])


def run(words: list[str]) -> int:
    """The command, without setting Django up."""
    parser = argparse.ArgumentParser(prog="linli triage")
    add_arguments(parser)
    chosen = parser.parse_args(words)
    try:
        deed(chosen.deed).run(chosen)
    except REFUSALS as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0
