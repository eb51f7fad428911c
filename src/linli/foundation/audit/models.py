from django.db import models

from linli.kernel.fields import PathField


class AuditEvent(models.Model):
    """One line of the log. Actor and subject are copied as text: the log outlives both.

    The database refuses to delete a line or to change anything but the empty seal (see the
    triggers in the first migration).
    """

    at = models.DateTimeField()
    action = models.CharField(max_length=64)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100, blank=True)
    subject_type = models.CharField(max_length=64, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    subject_name = models.CharField(max_length=200, blank=True)
    place_path = PathField(blank=True)
    origin = models.GenericIPAddressField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    changes = models.JSONField(default=dict)
    # The seal, filled once by the sealer.
    seq = models.BigIntegerField(null=True, unique=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_subject"),
            models.Index(fields=["actor_id", "-id"], name="audit_actor"),
            models.Index(fields=["action", "-id"], name="audit_action"),
            models.Index(fields=["place_path", "-id"], name="audit_place"),
            models.Index(
                fields=["actor_id", "at"],
                condition=models.Q(actor_id__isnull=False),
                name="audit_hours",
            ),
            models.Index(fields=["id"], condition=models.Q(seq=None), name="audit_unsealed"),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_seal_whole",
                condition=models.Q(seq=None, seal="")
                | (models.Q(seq__isnull=False) & ~models.Q(seal="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor_name} {self.action} {self.subject_name}"
