"""Every address of the enterprise area, with arguments that name something of a unit."""

import io
from collections.abc import Iterator

from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from citizens.models import Employer, EmployerMember
from enterprises.models import ChangeReport, Notice, UnitFile
from insurance.models import ParticipationPeriod


@override("vi")
def addresses(employer: Employer) -> dict[str, list[str]]:
    """By URL name. What only takes a POST is asked too: its refusal is a page like any other."""
    rows = list(ParticipationPeriod.objects.filter(employer=employer).values_list("public_id", flat=True))
    members = list(EmployerMember.objects.filter(employer=employer).values_list("public_id", flat=True))
    found = {
        name: [reverse(f"enterprises:{name}")]
        for name in (
            "home",
            "claim",
            "team",
            "invite",
            "overview",
            "people",
            "files",
            "file-order",
            "notices",
            *("reports", "report-new", "report-row", "report-template", "mine", "disputes"),
        )
    }
    found["people"] += [f"{found['people'][0]}?{query}" for query in (
        "q=chim", "q=thi", "loc=the-sap-het", "loc=cham-dong", "loc=moi", "loc=da-nghi",
        "xep=luong", "xep=tu-thang", "page=2",
    )]  # fmt: skip
    found["person"] = [reverse("enterprises:person", args=[row]) for row in rows]
    for name in ("dispute", "mine-dispute"):
        found[name] = [reverse(f"enterprises:{name}", args=[row]) for row in rows[:2]]
    reports = list(ChangeReport.objects.filter(employer=employer).values_list("public_id", flat=True))
    for name in ("report", "report-errors", "report-send", "report-drop"):
        found[name] = [reverse(f"enterprises:{name}", args=[report]) for report in reports]
    months = [
        f"{month:%Y-%m}" for month in Notice.objects.filter(employer=employer).values_list("month", flat=True)
    ]
    for name in ("notice", "notice-xlsx", "notice-pdf"):
        found[name] = [reverse(f"enterprises:{name}", args=[month]) for month in months[-2:]]
    files = UnitFile.objects.filter(member__employer=employer).values_list("public_id", flat=True)
    found["file-download"] = [reverse("enterprises:file-download", args=[file]) for file in files]
    for name in ("choose", "confirm", "leave"):
        found[name] = [reverse(f"enterprises:{name}", args=[member]) for member in members]
    return found


PLAIN = ("reports", "report-new", "report-row", "report-template", "mine", "disputes")
WAYS: tuple[tuple[str, dict[str, str]], ...] = (("", {}), ("", {"HX-Request": "true"}), ("/en", {}))


def opened(client: Client, employer: Employer, ways: int = 3) -> Iterator[tuple[str, str]]:
    """Every address as a page, as a fragment and in English (or the first `ways` of these), with what it answers."""
    for paths in addresses(employer).values():
        for path in paths:
            for prefix, headers in WAYS[:ways]:
                response = client.get(prefix + path, headers=headers)
                yield f"{prefix}{path} {headers}", _text(response)


def _text(response) -> str:  # type: ignore[no-untyped-def]
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        rows = load_workbook(io.BytesIO(body)).active.values
        return "\n".join(str(cell) for row in rows for cell in row)
    return body.decode("utf-8", errors="replace")
