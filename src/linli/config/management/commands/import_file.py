import sys
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.errors import DomainError
from linli.shared.imports import public as imports

WORST = 20


class Command(BaseCommand):
    help = (
        "Read a table (xlsx, xls, ods, csv) as the page “导入表格” does: rows are checked first. "
        "May be killed and started again: rows that are in stay in, none comes twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", choices=imports.TARGETS.keys(), default="hotline")
        parser.add_argument("--place", default="", help="community: its division code or name")
        parser.add_argument(
            "--mapping",
            action="append",
            default=[],
            metavar="FIELD=HEADER",
            help="which column is which field, where the names do not tell; may be repeated",
        )
        parser.add_argument(
            "--option",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="e.g. unanswered=archive",
        )
        parser.add_argument(
            "--only-good",
            action="store_true",
            help="bring the good rows in although others are bad",
        )
        parser.add_argument("--check", action="store_true", help="only check, bring nothing in")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.bring_in(options)
        except DomainError as error:
            raise CommandError(str(error)) from error

    def bring_in(self, options: dict[str, Any]) -> None:
        target = imports.TARGETS[options["kind"]]
        place = self.find_place(options["place"], site_wide=target.site_wide)
        run = self.interrupted(target, place, options) or self.prepared(target, place, options)
        if options["check"] or run.state == imports.State.DONE:
            return
        if run.state == imports.State.CHECKED:
            if run.bad and not options["only_good"]:
                raise CommandError("nothing brought in; mend the rows above or add --only-good")
            if not run.good and not run.changed:
                self.stdout.write("nothing new to bring in")
                return
            imports.begin(run=run, by=None, at=clock.now())
        self.work_on(run)
        self.stdout.write(
            f"{run.created} in, {run.updated} brought up to date, {run.same} were here already, "
            f"{run.bad} to mend"
        )

    def find_place(self, words: str, *, site_wide: bool) -> places.Place:
        """The community named, or the only one; for what holds everywhere, the top of the tree."""
        if site_wide:
            return places.ancestors(places.communities()[0])[0]
        fitting = places.communities()
        if words:
            fitting = fitting.filter(code=words) | fitting.filter(name=words)
        found = list(fitting[:2])
        if len(found) != 1:
            raise CommandError(f"--place: {'several' if found else 'no'} communities fit {words!r}")
        return found[0]

    def interrupted(
        self, target: imports.Target, place: places.Place, options: dict[str, Any]
    ) -> imports.Run | None:
        """A run of the same file whose process was killed: go on where it stood."""
        content = options["file"].read_bytes()
        run = imports.interrupted(target=target.slug, content=content, place=place)
        if run is not None:
            self.stdout.write(f"going on below row {run.position}")
        return run

    def prepared(
        self, target: imports.Target, place: places.Place, options: dict[str, Any]
    ) -> imports.Run:
        """The file read and all its rows checked."""
        file: Path = options["file"]
        run = imports.start(
            target=target,
            place=place,
            file_name=file.name,
            content=file.read_bytes(),
            by=None,
            at=clock.now(),
        )
        self.work_on(run)
        if run.state == imports.State.FAILED:
            raise CommandError(run.message)
        layout = imports.layout(run)
        imports.choose_columns(
            run=run,
            sheet=run.sheet,
            header=run.header,
            columns={**run.columns, **self.columns(layout.names, options["mapping"])},
            options={**run.options, **self.pairs(options["option"])},
            by=None,
            at=clock.now(),
        )
        self.work_on(run)
        self.show_verdict(run)
        return run

    def columns(self, names: list[str], pairs: list[str]) -> dict[str, int]:
        chosen = self.pairs(pairs)
        unknown = [header for header in chosen.values() if header not in names]
        if unknown:
            raise CommandError(f"--mapping: no column {unknown[0]!r}; there are {'、'.join(names)}")
        return {field: names.index(header) for field, header in chosen.items()}

    def pairs(self, given: list[str]) -> dict[str, str]:
        return {name: value for name, _, value in (pair.partition("=") for pair in given)}

    def show_verdict(self, run: imports.Run) -> None:
        self.stdout.write(
            f"{run.total} rows: {run.good} good, {run.changed} with news, "
            f"{run.same} here already, {run.bad} bad"
        )
        for bad in run.bad_rows.all()[:WORST]:
            for address, words in bad.problems:
                self.stdout.write(f"  {address}  {words}")
        if run.bad > WORST:
            self.stdout.write(f"  … and {run.bad - WORST} more rows")

    def work_on(self, run: imports.Run) -> None:
        imports.do(run, at=clock.now(), tell=self.tell)
        if sys.stderr.isatty():
            self.stderr.write("")

    def tell(self, done: int, total: int) -> bool:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done}/{total}", ending="")
        return True
