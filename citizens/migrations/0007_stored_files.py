"""Files people send live in one table; the photographs of papers that wait move there."""

import uuid
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

SIDES = ("front", "back")


def move_pictures(apps: Any, schema_editor: Any) -> None:
    checks, files = apps.get_model("citizens", "IdentityCheck"), apps.get_model("citizens", "StoredFile")
    for check in checks.objects.filter(state="waiting"):
        for side in SIDES:
            sealed = getattr(check, f"{side}_old")
            if sealed:
                file = files.objects.create(
                    uploaded_by_id=check.user_id,
                    kind="image/jpeg",
                    size=len(sealed),
                    digest=check.digest,
                    state="released",
                    content=sealed,
                )
                setattr(check, side, file)
        check.save()


class Migration(migrations.Migration):
    dependencies = [("citizens", "0006_transparency")]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "public_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="mã"),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="loại")),
                ("pages", models.PositiveSmallIntegerField(default=1, verbose_name="số trang")),
                ("size", models.PositiveIntegerField(verbose_name="dung lượng")),
                ("digest", models.CharField(max_length=64, verbose_name="mã băm")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "đang kiểm tra vi-rút"),
                            ("released", "đã kiểm tra"),
                            ("refused", "có vi-rút, đã xóa"),
                        ],
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("content", models.BinaryField(null=True, verbose_name="nội dung")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc")),
                ("scanned_at", models.DateTimeField(blank=True, null=True, verbose_name="kiểm tra lúc")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người gửi",
                    ),
                ),
            ],
            options={
                "verbose_name": "tệp đã gửi",
                "verbose_name_plural": "tệp đã gửi",
                "indexes": [models.Index(condition=Q(state="held"), fields=["created_at"], name="file_held")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(content=None, state="refused")
                        | (~Q(state="refused") & Q(content__isnull=False)),
                        name="file_refused_is_wiped",
                    ),
                    models.CheckConstraint(
                        condition=Q(kind__in=["image/jpeg", "application/pdf"]), name="file_kind_known"
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="identitycheck", name="decided_papers_are_wiped"),
        *(migrations.RenameField("identitycheck", side, f"{side}_old") for side in SIDES),
        *(
            migrations.AddField(
                "identitycheck",
                side,
                models.OneToOneField(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="citizens.storedfile",
                ),
            )
            for side in SIDES
        ),
        migrations.RunPython(move_pictures, migrations.RunPython.noop),
        *(migrations.RemoveField("identitycheck", f"{side}_old") for side in SIDES),
        *(migrations.RemoveField("identitycheck", f"{side}_type") for side in SIDES),
        migrations.AddConstraint(
            model_name="identitycheck",
            constraint=models.CheckConstraint(
                condition=Q(state="waiting") | Q(front=None, back=None), name="decided_papers_are_wiped"
            ),
        ),
    ]
