import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import linli.kernel.fields


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0007_keep_records"),
        ("sheets", "0003_keep_what_comes_back"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stand",
                    models.CharField(
                        choices=[
                            ("open", "等居民填"),
                            ("answered", "居民填好了"),
                            ("accepted", "已记到登记册"),
                            ("declined", "没有采用"),
                            ("revoked", "已收回"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "token",
                    linli.kernel.fields.EncryptedTextField(field_id="sheets.invitation.token"),
                ),
                (
                    "token_index",
                    linli.kernel.fields.BlindIndexField(
                        blank=True, editable=False, max_length=64, unique=True
                    ),
                ),
                (
                    "proof",
                    models.CharField(
                        choices=[
                            ("id", "身份证号码最后4位"),
                            ("birth", "出生年月日8位数字"),
                            ("phone", "登记的手机号码最后4位"),
                        ],
                        max_length=5,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("elements", models.JSONField(default=list)),
                ("expires_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("texted_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answer",
                    linli.kernel.fields.EncryptedTextField(
                        field_id="sheets.invitation.answer", null=True
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.noticetext",
                    ),
                ),
                (
                    "wanted",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="sheets.wanted",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stand__in", ["open", "answered"])),
                        fields=("wanted",),
                        name="invitation_one_running",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer__isnull", False),
                                ("answered_at__isnull", False),
                                ("stand", "answered"),
                            ),
                            models.Q(
                                models.Q(("stand", "answered"), _negated=True),
                                ("answer__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="invitation_answer_is_for_deciding",
                    ),
                ],
            },
        ),
    ]
