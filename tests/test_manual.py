"""What `linli --help` promises is there."""

import re

from django.core.management import get_commands, load_command_class

from linli.config import cli
from linli.shared.imports import public as imports


def promised() -> set[str]:
    """The words at the beginning of the manual's lines."""
    return set(re.findall(r"^  ([a-z]+) ", cli.MANUAL, re.MULTILINE))


def test_each_word_of_the_manual_is_a_command_and_each_command_is_in_the_manual() -> None:
    assert promised() == cli.COMMANDS.keys()
    apps = get_commands()
    for first, *_fixed in cli.COMMANDS.values():
        command = load_command_class(apps[first], first)
        assert command.create_parser("linli", first).format_help()


def test_the_manual_names_what_can_be_imported() -> None:
    kinds = re.search(r"--kind ([a-z|]+)", cli.MANUAL)
    assert kinds is not None
    assert set(kinds[1].split("|")) == set(imports.TARGETS.keys())
