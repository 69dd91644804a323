"""The admin's lists and a person's whole screen with a nation loaded: milliseconds on the server, questions asked,
and whether the database would read a large table whole for one of them.

Asked through Django's test client in this process, so that the figure is the server's own time. Read only but for
the access log and one opening, which are rolled back. Run: make bench ARGS=admin
"""

import logging
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench import desk_work, plans, server

ROUNDS = 40
MOST_MS = 300
MOST_QUERIES = 15  # of a list; the first page and the whole record are several lists each


def measure(*, citizens: int = 1_000_000, **_options: object) -> None:
    server.prepare(citizens)
    logging.disable(logging.INFO)  # a line for each request would hide the table
    from django.db import connection, transaction

    with transaction.atomic():
        desk_work.fill()
        print(f"\nThe admin with {citizens:,} people: one worker's own time, p50 and p95 of {ROUNDS} rounds.")
        wanting = []
        for title, ask in pages():
            ask()  # whatever is made once
            taken = [milliseconds(ask) for _ in range(ROUNDS)]
            with counted() as questions:
                ask()
            p95 = statistics.quantiles(taken, n=20)[18]
            whole = plans.scans(question["sql"] for question in questions)
            mark = "" if p95 <= MOST_MS else f"   over {MOST_MS} ms"
            mark += f"   reads all of {', '.join(whole)}" if whole else ""
            wanting += [title] if mark else []
            middle = statistics.median(taken)
            print(f"{title:<44} p50 {middle:7.1f} ms   p95 {p95:7.1f} ms   {len(questions):3} queries{mark}")
        connection.set_rollback(True)
    if wanting:
        raise SystemExit(f"Slow, or reading a large table whole: {', '.join(wanting)}")


def milliseconds(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return (time.perf_counter() - started) * 1000


def counted() -> Any:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)


def pages() -> Iterator[tuple[str, Callable[[], object]]]:
    """Every list of the site's registry, as the role that works in it, and the pages of people."""
    from django.contrib import admin
    from django.urls import reverse

    from citizens.models import Citizen

    # A province with many people, and somebody of it whose name many share.
    someone = Citizen._base_manager.order_by("-pk").first()
    if someone is None:
        raise SystemExit("Nobody is on record.")
    province = someone.province_id
    clients = {role: signed_in(role, province) for role in ("records", "support", "places")}
    clients |= {role: signed_in(role, None) for role in ("national", "content", "auditor")}

    def get(role: str, path: str) -> Callable[[], object]:
        return lambda: expect(clients[role].get(path))

    yield "first page, province officer", get("records", reverse("admin:index"))
    yield "first page, national administrator", get("national", reverse("admin:index"))
    search = reverse("admin:citizens_citizen_changelist")
    asked = {
        "a whole number": {"number": someone.bhxh_number},
        "a common name": {"name": " ".join(someone.full_name.split()[:2])},
        "a full name": {"name": someone.full_name},
        "a name nobody has": {"name": "Zzz Không Có"},
        "a name and a year": {"name": someone.full_name, "birth_year": someone.birth_date.year},
    }
    for title, data in asked.items():
        yield f"people: {title}", (lambda data=data: expect(clients["records"].post(search, data)))  # type: ignore[misc]
    clients["records"].post(reverse("admin:citizens_citizen_open", args=[someone.pk]), {"reason": "check"})
    for name in ("change", "changes"):
        yield (
            f"one person: {name}",
            get("records", reverse(f"admin:citizens_citizen_{name}", args=[someone.pk])),
        )
    for model, room in admin.site._registry.items():
        roles = [role for role in clients if "view" in getattr(room, "staff_roles", {}).get(role, "")]
        if model is Citizen or not roles:
            continue
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        for role in roles[:1]:
            yield f"{label} ({role})", get(role, reverse(f"admin:{label}_changelist"))
    yield (
        "employers paying late",
        get("records", reverse("admin:citizens_employer_changelist") + "?dong=cham"),
    )
    yield "employers by name", get("records", reverse("admin:citizens_employer_changelist") + "?q=cong+ty")


def expect(response: Any) -> None:
    if response.status_code != 200:
        raise SystemExit(f"answered {response.status_code}")


def signed_in(role: str, province: str | None) -> Any:
    from django.test import Client

    from citizens.models import Officer
    from citizens.staff.roles import set_roles
    from citizens.tests.factories import make_user, show_second_factor

    user = make_user(username=f"bench-{role}", is_staff=True)
    Officer.objects.create(user=user, province_id=province)
    set_roles(user, [role])
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    show_second_factor(client, user)
    return client
