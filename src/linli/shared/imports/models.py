from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import EncryptedTextField, PathField
from linli.shared.imports.states import BUSY, State


class Run(models.Model):
    """One file on its way in.

    The uploaded file and its rows lie in the file store, encrypted with `secret`: whoever has the
    store alone reads nothing, and deleting the row makes them unreadable for good.
    """

    target = models.SlugField()
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    file_name = models.CharField(_("文件"), max_length=200)
    file_format = models.CharField(max_length=5)
    file_size = models.PositiveBigIntegerField()
    file_sha256 = models.CharField(max_length=64)
    has_macros = models.BooleanField(default=False)
    secret = EncryptedTextField(field_id="imports.run.secret", null=True)

    # What the reader found: [{"number", "name", "rows", "width", "merges"}], and how a text file
    # was written.
    sheets = models.JSONField(default=list)
    encoding = models.CharField(max_length=12, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    # What is to be read: sheet number, number of the header row, {"field": column from 0}.
    sheet = models.PositiveSmallIntegerField(default=0)
    header = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=dict)
    options = models.JSONField(default=dict)

    # Rows below the header, and how the check judged them (`same` are here already, `changed` are,
    # too, but the file knows more); when the import is done, what became of them.
    total = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    # How far the import is: the number of the last row done, how many rows, how many came in and
    # how many brought something up to date.
    position = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    # What an undo left, because somebody had worked on it.
    kept = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    # The progress bar of the job that is at work, for the page that waits.
    progress = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["place_path", "-id"], name="run_place")]
        constraints = [
            models.CheckConstraint(
                name="run_judged_whole",
                condition=~Q(state__in=["checked", "done"])
                | Q(
                    total=models.F("good")
                    + models.F("bad")
                    + models.F("same")
                    + models.F("changed")
                ),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY


class BadRow(models.Model):
    """A row that was not brought in. `problems`: [[cell address, words], …].

    No copy of what stood in the cells: that is in the file.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="bad_rows")
    row = models.PositiveIntegerField()
    problems = models.JSONField()

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["run", "row"], name="badrow_once")]

    def __str__(self) -> str:
        return str(self.row)


class Batch(models.Model):
    """Rows that were brought in together; kept so that they can be taken out again.

    `ids`: what was created. `updates`: how what was updated stood before, in the target's words.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="batches")
    last_row = models.PositiveIntegerField()
    ids = models.JSONField()
    updates = models.JSONField(default=list)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["last_row"]
        constraints = [models.UniqueConstraint(fields=["run", "last_row"], name="batch_once")]

    def __str__(self) -> str:
        return str(self.last_row)


class Mapping(models.Model):
    """Which column was which field, last time a file with this header came.

    `signature` is over the header; `columns` is {"field": "header"}, see `columns.py`.
    """

    target = models.SlugField()
    signature = models.CharField(max_length=64)
    columns = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target", "signature"], name="mapping_once")]

    def __str__(self) -> str:
        return self.target
