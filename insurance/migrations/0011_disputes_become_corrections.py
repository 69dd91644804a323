"""What people said of their visits goes on as requests to correct them, under the same numbers."""

from typing import Any

from django.db import migrations
from django.utils.timezone import localtime

FIELDS = {"not_mine": "not_mine", "diagnosis": "diagnosis", "cost": "cost"}
STATES = {
    "received": "received",
    "in_review": "in_review",
    "upheld": "accepted",
    "rejected": "refused",
    "withdrawn": "withdrawn",
}


def move(apps: Any, schema_editor: Any) -> None:
    disputes, corrections = apps.get_model("insurance", "VisitDispute"), apps.get_model("insurance", "Correction")
    for dispute in disputes.objects.select_related("visit", "citizen").order_by("pk").iterator():
        field = FIELDS[dispute.kind]
        diagnosis = dispute.visit.diagnosis_out or dispute.visit.diagnosis_in
        corrections.objects.create(
            public_id=dispute.public_id,
            number=dispute.number,
            citizen=dispute.citizen,
            filed_by_id=dispute.citizen.user_id,
            filed_as="self",
            kind="visit",
            key=str(dispute.visit.public_id),
            part="health",
            subject_text=f"Lần khám ngày {localtime(dispute.visit.arrived_at):%d/%m/%Y}",
            field=field,
            recorded=diagnosis if field == "diagnosis" else "",
            why=dispute.explanation,
            state=STATES[dispute.state],
            filed_at=dispute.filed_at,
            due_on=dispute.due_on,
            decided_at=dispute.decided_at,
            effect="elsewhere" if dispute.state == "upheld" else "",
            answer=dispute.answer,
        )


class Migration(migrations.Migration):
    dependencies = [("insurance", "0010_corrections")]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="VisitDisputeEvent"),
        migrations.DeleteModel(name="VisitDispute"),
    ]
