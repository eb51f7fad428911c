import uuid

from django.db import models


class StoredFile(models.Model):
    """A file in the store, found by an id that cannot be guessed; `owner` says who guards it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The registered guard that decides who may open it ("cases", "imports" …).
    owner = models.SlugField()
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    # Where the store keeps it: the day and a random name. The name of the upload is not in it.
    key = models.CharField(max_length=100, unique=True)
    thumbnail_key = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def is_photo(self) -> bool:
        """Whether it can be shown as a picture and has a thumbnail."""
        return bool(self.thumbnail_key)
