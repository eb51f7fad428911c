import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.fields import BlindIndexField, EncryptedTextField, PathField
from linli.kernel.labels import QuickLabels
from linli.services.cases.choices import EndReason, Nature, NonDispatch, Outcome, Source
from linli.services.cases.states import State


class Case(QuickLabels):
    """One request. The clocks and the person in charge are on its work item.

    `alike`: set on candidates for a merge that tell of the same matter."""

    alike = False

    work = models.OneToOneField("work.WorkItem", models.PROTECT, related_name="case")
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    nature = models.CharField(_("性质"), max_length=12, choices=Nature)
    category = models.ForeignKey(
        "cases.Category",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("类别"),
    )
    # Chosen by a person, or by the system it came from: it may be learned from.
    category_said = models.BooleanField(default=False)
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("诉求内容"))
    happened_on = models.DateField(_("发生日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=10, choices=Source)
    # The other system's number: with the source it makes an import repeatable.
    external_id = models.CharField(_("外部单号"), max_length=80, blank=True)
    # A form's own key: sent twice, it makes one request.
    submission_key = models.CharField(max_length=64, blank=True)

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    community = models.ForeignKey(
        "places.Place", models.PROTECT, null=True, related_name="+", db_index=False
    )
    address = models.CharField(_("具体位置"), max_length=200, blank=True)
    # A point on the sketch map, 0..1 of its width and height; or longitude and latitude.
    map_x = models.FloatField(null=True)
    map_y = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)

    anonymous = models.BooleanField(_("匿名"), default=False)
    requester_name = EncryptedTextField(field_id="cases.case.requester_name", blank=True)
    requester_phone = EncryptedTextField(field_id="cases.case.requester_phone", blank=True)
    phone_index = BlindIndexField(blank=True)
    phone_confirmed = models.BooleanField(default=False)
    resident = models.ForeignKey(
        "residents.Person", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    account = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    # Whom the request complains of: they never see who complained (济南市条例 art 32).
    concerns = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("被反映单位"),
    )

    # What the text itself warns of: [["threat", "扬言"], …] (class, trigger words).
    alerts = models.JSONField(default=list)

    owner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", db_index=False
    )
    bounces = models.PositiveSmallIntegerField(default=0)
    reopened = models.PositiveSmallIntegerField(default=0)
    returned = models.PositiveSmallIntegerField(default=0)
    # How often the resident has urged (催办).
    urges = models.PositiveSmallIntegerField(default=0)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", db_index=False
    )
    repeats = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="repeated_by", db_index=False
    )

    received_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    called_back_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    outcome = models.CharField(_("办理结果"), max_length=10, choices=Outcome, blank=True)
    # What was done, for colleagues; what the resident is told.
    result = models.TextField(_("办理情况"), blank=True)
    reply = models.TextField(_("给居民的答复"), blank=True)
    non_dispatch = models.CharField(max_length=12, choices=NonDispatch, blank=True)
    end_reason = models.CharField(max_length=14, choices=EndReason, blank=True)
    # Set when an exclusion appeal (剔除) was granted: left out of the three rates.
    excluded = models.BooleanField(default=False)
    # Counted up by every edit of what the case says (not by its moves, which the state guards),
    # so that two editors cannot overwrite each other unseen.
    version = models.PositiveIntegerField(default=1)
    # Since when nothing in it tells who asked, see actions/erasure.
    erased_at = models.DateTimeField(null=True)

    class Meta:
        # None on a foreign key that another one begins with; and where most rows have NULL only a
        # partial one, which costs them nothing and which no planner takes for useless.
        indexes = [
            models.Index(
                fields=["finished_at"],
                condition=Q(erased_at=None, finished_at__isnull=False),
                name="case_to_erase",
            ),
            # The newest that people categorised, while a request is being written down.
            models.Index(
                fields=["-id"], condition=Q(category_said=True), name="case_category_said"
            ),
            models.Index(fields=["community", "-received_at", "-id"], name="case_community"),
            models.Index(fields=["place_path", "-received_at"], name="case_place"),
            # With the path, a walk over the newest passes over foreign ones without reading them.
            models.Index(fields=["-received_at", "-id", "place_path"], name="case_newest"),
            models.Index(fields=["state", "-received_at", "-id"], name="case_state"),
            models.Index(fields=["owner", "-received_at", "-id"], name="case_owner"),
            # Few of a million: what goes from unit to unit, what is left out of the rates.
            models.Index(
                fields=["place_path"],
                condition=Q(finished_at=None, bounces__gt=0),
                name="case_bounced",
            ),
            models.Index(fields=["id"], condition=Q(excluded=True), name="case_excluded"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="case_parent"),
            models.Index(
                fields=["repeats"], condition=Q(repeats__isnull=False), name="case_repeats"
            ),
            models.Index(
                fields=["concerns"], condition=Q(concerns__isnull=False), name="case_concerns"
            ),
            models.Index(
                fields=["resident"], condition=Q(resident__isnull=False), name="case_resident"
            ),
            models.Index(
                fields=["phone_index", "-received_at"],
                condition=~Q(phone_index=""),
                name="case_phone",
            ),
            models.Index(
                fields=["account", "-received_at"],
                condition=Q(account__isnull=False),
                name="case_account",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="case_external_once",
            ),
            models.UniqueConstraint(
                fields=["submission_key"],
                condition=~Q(submission_key=""),
                name="case_submission_once",
            ),
            models.CheckConstraint(
                name="case_finished",
                condition=Q(
                    finished_at__isnull=False,
                    state__in=["closed", "declined", "ended", "withdrawn"],
                )
                | (
                    Q(finished_at=None) & ~Q(state__in=["closed", "declined", "ended", "withdrawn"])
                ),
            ),
            models.CheckConstraint(
                name="case_merged_has_parent", condition=~Q(state="merged") | ~Q(parent=None)
            ),
            models.CheckConstraint(
                name="case_not_own_parent", condition=Q(parent=None) | ~Q(parent=F("id"))
            ),
        ]

    @property
    def address_beyond(self) -> str:
        """The address without what the place's name tells already."""
        return places.beyond(str(self.place), self.address)

    @property
    def where(self) -> str:
        """Place and address in one line, nothing of it twice."""
        return f"{self.place} {self.address_beyond}".strip()

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """The day it was received and the row's own id: "261122-000123"."""
        return number_of(self.received_at, self.pk)


def number_of(received_at: dt.datetime, pk: int) -> str:
    """`Case.number` for lists that read no more of a request than they show."""
    return f"{clock.local_date(received_at):%y%m%d}-{pk:06d}"


class Entry(models.Model):
    """One line of a case's timeline. `public_text` is what the resident reads; "" hides it."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="timeline", db_index=False)
    at = models.DateTimeField()
    kind = models.SlugField(max_length=30, db_index=False)
    # Accounts are never deleted: nobody looks for what one of them wrote.
    by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    unit_name = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)
    public_text = models.TextField(blank=True)
    # What the step changed, as it was before: kept for steps that may be undone, see `undoing`.
    before = models.JSONField(null=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["case", "at", "id"], name="entry_case")]

    def __str__(self) -> str:
        return f"{self.at:%m-%d %H:%M} {self.text[:40]}"


class AttachmentStage(models.TextChoices):
    BEFORE = "before", _("办理前")
    AFTER = "after", _("办理后")
    EVIDENCE = "evidence", _("佐证材料")


class Attachment(models.Model):
    """A file of a case. `public` ones are shown to the resident."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    file = models.OneToOneField("files.StoredFile", models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=AttachmentStage)
    public = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_stage_display()}"


class Recusal(models.Model):
    """Somebody with an interest in the matter stands back (济南市条例 art 32)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="recusals")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="recusal_once")]

    def __str__(self) -> str:
        return f"{self.user}"


class RecusalDemand(models.Model):
    """A resident wants a worker to stand back (济南市条例 art 32); the head decides, with words.

    `about` is whom the resident means, in the own words: residents do not see names of workers.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="recusal_demands")
    about = models.CharField(_("希望谁回避"), max_length=60)
    reason = models.CharField(_("理由"), max_length=300)
    at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    decision = models.CharField(_("意见"), max_length=500, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(granted=None), name="recusal_demand_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%F}"
