import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.insight.sheets.states import BUSY, DONE, State
from linli.kernel.clock import local_date
from linli.kernel.fields import BlindIndexField, EncryptedTextField, PathField


class Form(models.Model):
    """A department's table, known again by its layout each time it comes.

    `fingerprint` is over the labels and what kind of sheets they stand on, without dates and
    numbers of periods. `fields`: what it asks for, as last decided: [{"key", "path", "element"}].
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    title = models.CharField(_("表名"), max_length=200)
    fields = models.JSONField(default=list)
    first_seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class Filling(models.Model):
    """One time that a form is filled, for the people of one place.

    The blank, the filled file and where each cell comes from lie in the file store, encrypted with
    `secret`. What a department wants to know, and of whom, is here: `sheets` as read, each with
    who goes in (see `proposing.people`), `fields` with the choice for each (`proposing.fields`).
    """

    form = models.ForeignKey(Form, models.PROTECT, null=True, related_name="fillings")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    file_name = models.CharField(_("文件"), max_length=200)
    file_format = models.CharField(max_length=5)
    file_size = models.PositiveBigIntegerField()
    file_sha256 = models.CharField(max_length=64)
    secret = EncryptedTextField(field_id="sheets.filling.secret", null=True)
    message = models.CharField(max_length=300, blank=True)

    title = models.CharField(_("表名"), max_length=200, blank=True)
    sheets = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    as_of = models.DateField(_("截至"), null=True)
    purpose = models.CharField(_("用途"), max_length=200, blank=True)

    # What the filled file holds: rows, cells with a value, without, and with one that is too old;
    # the same for each field; and the codes that one needs to look at it.
    rows = models.PositiveIntegerField(default=0)
    cells = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    stale = models.PositiveIntegerField(default=0)
    by_field = models.JSONField(default=list)
    codes = models.JSONField(default=list)
    # xlsx or docx as the blank; zip, where each person has a file of his own.
    output_format = models.CharField(max_length=5, blank=True)
    output_sha256 = models.CharField(max_length=64, blank=True)
    filled_at = models.DateTimeField(null=True)
    filled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    # Frozen when it was sent.
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    sent_to = models.CharField(_("报送给"), max_length=100, blank=True)
    # The progress bar of the job that is at work, for the page that waits.
    progress = models.UUIDField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["place_path", "-id"], name="filling_place"),
            models.Index(fields=["file_sha256"], name="filling_sha256"),
        ]
        constraints = [
            models.CheckConstraint(
                name="filling_sent_whole",
                condition=Q(state="sent", sent_at__isnull=False, output_sha256__gt="")
                | Q(~Q(state="sent"), sent_at=None),
            ),
            models.CheckConstraint(
                name="filling_filled_whole",
                condition=~Q(state__in=["filled", "sent"])
                | Q(form__isnull=False, filled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.file_name

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY

    @property
    def is_forgotten(self) -> bool:
        """Whether its files are gone, as they are after some time."""
        return self.secret is None and self.state != State.FAILED

    @property
    def is_done(self) -> bool:
        return self.state in DONE


class How(models.TextChoices):
    """What goes into a field."""

    ELEMENT = "element", _("按登记册填")
    CONSTANT = "constant", _("都填同样的字")
    BLANK = "blank", _("空着")
    COUNT = "count", _("按条件数")


class Decision(models.Model):
    """What somebody chose for a field of a form: kept for the next time, and for other forms that
    ask with the same words.

    `otherwise`: what to write where the register knows nothing. `counts`: what a label of a table
    of figures counts (see `counting.meanings`). `label` is the folded words of the field. A
    constant (the name of a community) means nothing to other places; an element means the same
    everywhere.
    """

    form = models.ForeignKey(Form, models.CASCADE, related_name="decisions")
    key = models.CharField(max_length=64)
    label = models.CharField(max_length=120, db_index=True)
    place = models.ForeignKey("places.Place", models.CASCADE, related_name="+")
    how = models.CharField(max_length=10, choices=How)
    element = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=100, blank=True)
    otherwise = models.CharField(max_length=100, blank=True)
    counts = models.JSONField(null=True)
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["form", "key", "place"], name="decision_once"),
            models.CheckConstraint(
                name="decision_of_element",
                condition=Q(how="element", element__gt="") | Q(~Q(how="element"), element=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.element or self.words}"


class Collecting(models.Model):
    """One task to ask some people for what a filling lacks; what is told goes to the register."""

    work = models.OneToOneField("work.WorkItem", models.PROTECT, related_name="collecting")
    filling = models.ForeignKey(Filling, models.CASCADE, related_name="collectings")
    place_path = PathField()
    elements = models.JSONField(default=list)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            # One at a time: a second one would ask the same people again.
            models.UniqueConstraint(
                fields=["filling"], condition=Q(finished_at=None), name="collecting_open_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.work)


class Wanted(models.Model):
    """What one person is still to be asked, and what has been answered: ids of elements."""

    collecting = models.ForeignKey(Collecting, models.CASCADE, related_name="wanted")
    person = models.ForeignKey("residents.Person", models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    open = models.JSONField(default=list)
    answered = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["collecting", "person"], name="wanted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.collecting_id} {self.person_id}"


class Stand(models.TextChoices):
    """Where an invitation stands. One that is too old, or was tried too often, stays `open` and
    opens nothing."""

    OPEN = "open", _("等居民填")
    ANSWERED = "answered", _("居民填好了")
    ACCEPTED = "accepted", _("已记到登记册")
    DECLINED = "declined", _("没有采用")
    REVOKED = "revoked", _("已收回")


class Proof(models.TextChoices):
    """What the register knows of somebody that the person can say to open the own link."""

    ID_TAIL = "id", _("身份证号码最后4位")
    BIRTH = "birth", _("出生年月日8位数字")
    PHONE_TAIL = "phone", _("登记的手机号码最后4位")


class Invitation(models.Model):
    """A link by which one person tells without an account what is lacking; good once.

    `elements`: what may be told with it. `answer`: what was told (`answering.Told`), as long as
    nobody has decided on it: the register is its home afterwards.
    """

    wanted = models.ForeignKey(Wanted, models.CASCADE, related_name="invitations")
    stand = models.CharField(max_length=8, choices=Stand, default=Stand.OPEN)
    token = EncryptedTextField(field_id="sheets.invitation.token")
    token_index = BlindIndexField(unique=True)
    proof = models.CharField(max_length=5, choices=Proof)
    tries = models.PositiveSmallIntegerField(default=0)
    elements = models.JSONField(default=list)
    expires_at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    texted_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(field_id="sheets.invitation.answer", null=True)
    # The text that the person was told, version and all.
    notice = models.ForeignKey("privacy.NoticeText", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["wanted"],
                condition=Q(stand__in=["open", "answered"]),
                name="invitation_one_running",
            ),
            models.CheckConstraint(
                name="invitation_answer_is_for_deciding",
                condition=Q(stand="answered", answered_at__isnull=False, answer__isnull=False)
                | (~Q(stand="answered") & Q(answer__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wanted_id} {self.stand}"

    @property
    def last_on(self) -> dt.date:
        """The last day on which it opens."""
        return local_date(self.expires_at - dt.timedelta(seconds=1))


class Reading(models.TextChoices):
    """How far a returned table is laid beside what was sent."""

    READING = "reading", _("正在对照")
    READ = "read", _("对照好了")
    FAILED = "failed", _("对照不了")


class Returned(models.Model):
    """A table as a department gave it back, laid beside what was sent.

    `added`: names that only the department has; `left`: ids of people whom it took out. `message`:
    why it could not be laid beside.
    """

    filling = models.ForeignKey(Filling, models.CASCADE, related_name="returned")
    place_path = PathField()
    file_name = models.CharField(_("文件"), max_length=200)
    file_sha256 = models.CharField(max_length=64)
    reading = models.CharField(max_length=7, choices=Reading, default=Reading.READ)
    message = models.CharField(max_length=300, blank=True)
    progress = models.UUIDField(null=True)
    added = EncryptedTextField(field_id="sheets.returned.added")
    left = models.JSONField(default=list)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["filling", "file_sha256"], name="returned_once"),
        ]

    def __str__(self) -> str:
        return self.file_name


class Verdict(models.TextChoices):
    """What became of a cell that a department changed."""

    OPEN = "open", _("待定")
    ACCEPTED = "accepted", _("按部门的")
    KEPT = "kept", _("保留我们的")


class ReturnedCell(models.Model):
    """A cell that the department changed: what was sent, and what came back."""

    returned = models.ForeignKey(Returned, models.CASCADE, related_name="cells")
    person = models.ForeignKey("residents.Person", models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    ours = EncryptedTextField(field_id="sheets.returned.ours")
    theirs = EncryptedTextField(field_id="sheets.returned.theirs")
    verdict = models.CharField(max_length=8, choices=Verdict, default=Verdict.OPEN)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["returned", "person", "key"], name="returned_cell_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.returned_id} {self.person_id} {self.key}"
