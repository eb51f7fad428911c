"""The `linli` command: a manual on `--help`, and each word one management command."""

import os
import sys
import textwrap

MANUAL = """
linli — 邻里: the community worker's desk and the resident's window

usage: linli COMMAND [options]          linli COMMAND --help tells more

Run
  serve            start web server and background worker      [--port 8000] [--demo]
  worker           start a background worker alone (a second machine, a container)
  migrate          bring the database up to date and load missing presets
  demo             fill an empty database with a demonstration community
  admin            open the account of the administrator of a new site      NAME
  doctor           check keys, database, worker, calendar, channels; say what to mend

Data
  import           read a table (xlsx, csv)  FILE --kind hotline|places|categories|residents|tables
  sheets           say what a blank table asks for      inspect FILE [--json]
  triage           learn from messages and read new ones  train | predict | topics  FILE [--json]
  replay           run answered requests through every city's limits; print and write the report
  backup           one consistent file with database, uploads and their digests    FILE
  restore          put a backup back, to the byte                                  FILE

Safety
  audit verify     walk the log's hash chain
  keys rotate      re-encrypt personal data with the newest key; may be stopped and resumed
  keys add         add a key (aes or sm4) that new values are encrypted with

Develop
  docs             write diagrams and tables into docs/        [--check]

Any other word is handed to Django's own commands (makemigrations, shell, check …).
Settings come from the environment: see docs/generated/settings.md.
--traceback after any command shows more of what went wrong.
"""

# word of the manual → management command, with fixed first arguments
COMMANDS = {
    "serve": ["serve"],
    "worker": ["run_worker"],
    "migrate": ["prepare"],
    "demo": ["demo"],
    "doctor": ["doctor"],
    "import": ["import_file"],
    "sheets": ["sheets"],
    "triage": ["triage"],
    "replay": ["replay"],
    "backup": ["backup"],
    "restore": ["restore"],
    "admin": ["admin"],
    "audit": ["audit"],
    "keys": ["keys"],
    "docs": ["docs"],
}


def main() -> None:
    """Entry point of `linli`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    words = sys.argv[1:]
    if not words or words[0] in {"-h", "--help", "help"}:
        sys.stdout.write(textwrap.dedent(MANUAL).lstrip())
        return
    if words[:2] == ["sheets", "inspect"]:
        from linli.config import sheet_inspection  # noqa: PLC0415 - reads no settings

        sys.exit(sheet_inspection.run(words[1:]))
    if words[0] == "triage":
        from linli.config import triage  # noqa: PLC0415 - reads no settings

        sys.exit(triage.run(words[1:]))
    from linli.config import refusals  # noqa: PLC0415 - `sheets inspect` needs none of it

    try:
        run(words)
    except refusals.REFUSALS as error:
        said = refusals.sentence(error)
        if not said or "--traceback" in words:
            raise
        sys.exit(f"linli: {said}")


def run(words: list[str]) -> None:
    """One command of Django's or ours."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings first

    # Read here: Django would go on without them to the commands that need none.
    _ = settings.DATA_DIR
    execute_from_command_line(["linli", *COMMANDS.get(words[0], [words[0]]), *words[1:]])
