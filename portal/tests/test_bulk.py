"""Actions on several rows: they ask first, do what they said, and can be taken back by who did them, in time, where
nobody changed the row since."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from citizens.models import AccessEntry, User
from citizens.tests.factories import make_citizen, make_officer
from facilities.models import PlaceReport
from facilities.tests.factories import make_place
from portal.news.models import NewsArticle
from portal.news.tests.factories import make_news
from portal.staff import bulk
from portal.staff.models import BulkStep
from portal.tests.test_staff_people import officer_client
from support.models import Article, SupportRequest
from support.requests import services
from support.tests.factories import make_article
from support.tests.factories_requests import make_booking, make_request, make_slot

pytestmark = pytest.mark.django_db
REQUESTS = reverse("admin:support_supportrequest_changelist")
REPORTS = reverse("admin:facilities_placereport_changelist")


def post(client: Client, path: str, action: str, *rows: Any, sure: bool = True, **fields: Any) -> Any:
    data = {"action": action, "index": "0", "_selected_action": [row.pk for row in rows], **fields}
    return client.post(path, data | ({"bulk_confirmed": "1"} if sure else {}))


def take_back(client: Client) -> Any:
    return client.post(
        reverse("admin:bulk-undo", args=[BulkStep.objects.latest("pk").public_id]), follow=True
    )


def assigned(*rows: SupportRequest) -> list[str | None]:
    names = dict(SupportRequest.objects.values_list("pk", "assigned_to__username"))
    return [names[row.pk] for row in rows]


def test_an_action_says_what_it_will_do_to_which_rows_and_is_taken_back() -> None:
    person = make_citizen(province_code="75")
    first, second = make_request(person), make_request(person)
    client = officer_client()
    asked = post(client, REQUESTS, "take", first, second, sure=False)
    page = asked.content.decode()
    assert asked.status_code == 200 and "2 mục" in page and "hoàn tác được trong 10 phút" in page
    assert first.number in page and second.number in page and person.full_name not in page
    assert assigned(first, second) == [None, None] and not BulkStep.objects.exists()
    # What the page asks for is what the form on it sends.
    told = client.post(
        REQUESTS, {name: asked.context["form"] or value for name, value in fields_of(page).items()}
    )
    assert told.status_code == 302
    me = User.objects.get(pk=client.session["_auth_user_id"]).username
    assert assigned(first, second) == [me, me]
    shown = client.get(REQUESTS).content.decode()
    assert "Đã nhận 2 yêu cầu" in shown and "Hoàn tác</button>" in shown
    # Answered meanwhile: that one stays as it is.
    services.answer(second, "Xong", User.objects.get(username=me))
    shown = take_back(client).content.decode()
    assert "Đã hoàn tác 1 mục" in shown and "1 mục đã được sửa tiếp" in shown
    assert assigned(first, second) == [None, me]
    # Once.
    assert "Đã quá thời gian" in take_back(client).content.decode()


def fields_of(page: str) -> dict[str, Any]:
    import re

    form = re.search(r'<form method="post" action="[^"]*" class="staff-form">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[1]):
        found.setdefault(name, []).append(value)
    return found


def test_only_who_did_it_in_time_and_within_reach_takes_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    row = make_request(make_citizen(province_code="75"))
    client = officer_client()
    post(client, REQUESTS, "take", row)
    me = assigned(row)
    address = reverse("admin:bulk-undo", args=[BulkStep.objects.get().public_id])
    for stranger in (officer_client(), officer_client("national", None), officer_client("auditor", None)):
        assert stranger.post(address).status_code == 404
    assert client.get(address).status_code == 302 and assigned(row) == me, "a link alone changes nothing"
    assert client.post(reverse("admin:bulk-undo", args=["khong-co"])).status_code == 404
    BulkStep.objects.update(done_at=now() - timedelta(minutes=bulk.UNDO_MINUTES, seconds=1))
    assert "Đã quá thời gian" in take_back(client).content.decode() and assigned(row) == me
    BulkStep.objects.update(done_at=now() - timedelta(days=2))
    assert bulk.forget() == 1


def test_requests_are_handed_only_to_who_may_answer_them() -> None:
    row = make_request(make_citizen(province_code="75"))
    near, far = make_officer("75", roles=["support"]).user, make_officer("79", roles=["support"]).user
    places = make_officer("75", roles=["places"]).user
    client = officer_client("support")
    page = post(client, REQUESTS, "hand_over", row, sure=False).content.decode()
    assert near.username in page and far.username not in page and places.username not in page
    for wrong in (far.pk, places.pk, ""):
        assert post(client, REQUESTS, "hand_over", row, officer=wrong).status_code == 200
        assert assigned(row) == [None]
    post(client, REQUESTS, "hand_over", row, officer=near.pk)
    assert assigned(row) == [near.username]
    take_back(client)
    assert assigned(row) == [None]
    assert AccessEntry.objects.filter(subject=row.citizen).exists()


def test_repeated_reports_are_closed_and_the_first_stays() -> None:
    place, client = make_place(), officer_client("places")
    first, again, other = (
        PlaceReport.objects.create(place=place, subject=subject, note=f"n{number}")
        for number, subject in enumerate(("phone", "phone", "hours"))
    )
    page = post(client, REPORTS, "close_twins", first, again, other, sure=False).content.decode()
    assert place.name in page and "n1" in page
    post(client, REPORTS, "close_twins", first, again, other)
    states = dict(PlaceReport.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in (first, again, other)] == ["new", "twin", "new"]
    assert list(BulkStep.objects.get().before) == [str(again.pk)], "rows it did not change are not kept"
    take_back(client)
    again.refresh_from_db()
    assert (again.state, again.settled_on) == ("new", None)


@pytest.mark.parametrize(
    ("make", "path"), [(make_news, "portal_newsarticle"), (make_article, "support_article")]
)
def test_pages_are_withdrawn_published_and_put_back(make: Any, path: str) -> None:
    row, client = make(), officer_client("content", None)
    model: Any = NewsArticle if path == "portal_newsarticle" else Article
    where = reverse(f"admin:{path}_changelist")
    before = model.objects.values_list("is_published", "changed_at").get(pk=row.pk)
    post(client, where, "withdraw", row)
    assert not model.objects.get(pk=row.pk).is_published
    take_back(client)
    assert model.objects.values_list("is_published", "changed_at").get(pk=row.pk) == before
    post(officer_client("support"), where, "withdraw", row)
    assert model.objects.get(pk=row.pk).is_published


def test_a_call_whose_telephone_is_booked_anew_stays_done() -> None:
    call = make_booking(
        make_citizen(province_code="75"), slot=make_slot("75", hours=1), telephone="0909090909"
    )
    client = officer_client()
    where = reverse("admin:support_callbackbooking_changelist") + "?ngay=all"
    post(client, where, "mark_done", call)
    make_booking(slot=make_slot("75", days=2), telephone="0909090909")
    assert "1 mục đã được sửa tiếp" in take_back(client).content.decode()
    call.refresh_from_db()
    assert call.state == "done"


def test_too_many_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 1)
    rows = [make_request(make_citizen(province_code="75")) for _ in range(2)]
    client = officer_client()
    post(client, REQUESTS, "take", *rows)
    assert assigned(*rows) == [None, None]
    assert "nhiều nhất 1 mục" in client.get(REQUESTS).content.decode()


def test_every_action_on_several_rows_asks_first_and_none_touches_money_or_identity_without_saying_so() -> (
    None
):
    """Django's own deletion has a page of its own."""
    final = set()
    for model, room in admin.site._registry.items():
        for name in room.actions or ():
            assert name in room.bulk_actions, f"{model._meta.label}: {name}"
            if not room.bulk_actions[name]:
                final.add(f"{model._meta.label}.{name}")
    assert final == {"enterprises.ChangeRow.accept_rows"}
