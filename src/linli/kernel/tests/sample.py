"""Models of the tests' own; `conftest.py` makes their tables inside the test's transaction."""

from django.db import models

from linli.kernel.fields import BlindIndexField, EncryptedTextField, PathField


class Secret(models.Model):
    number = EncryptedTextField(field_id="kernel.sample.number", blank=True)
    note = EncryptedTextField(field_id="kernel.sample.note", null=True)
    number_index = BlindIndexField()

    class Meta:
        app_label = "kernel_sample"

    def __str__(self):
        return str(self.pk)


class Errand(models.Model):
    title = models.CharField(max_length=50)
    due_at = models.DateTimeField(null=True)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    path = PathField(default="/1/")

    class Meta:
        app_label = "kernel_sample"

    def __str__(self):
        return str(self.pk)


class Round(models.Model):
    first = models.ForeignKey(Errand, models.CASCADE, related_name="+", null=True)
    last = models.ForeignKey(Errand, models.CASCADE, related_name="+", null=True)

    class Meta:
        app_label = "kernel_sample"

    def __str__(self):
        return str(self.pk)


MODELS = (Secret, Errand, Round)
