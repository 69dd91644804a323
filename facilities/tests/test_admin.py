"""The staff side of places: province scope, corrections that stay, the queues."""

from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from facilities.models import OpeningHours, Place, PlaceReport
from facilities.tests.factories import make_place, make_ward

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/facilities/place/"


def staff(client: Client, province: str | None) -> Client:
    from citizens.models import Officer
    from citizens.staff.roles import set_roles

    user = get_user_model().objects.create(username=f"canbo{province}", is_staff=True)
    Officer.objects.create(user=user, province_id=province)
    set_roles(user, ["places"])
    client.force_login(user)
    return client


def form_data(place: Place, **changes: object) -> dict[str, object]:
    inlines = {}
    for prefix in ("hours", "exceptions", "contracts", "jurisdictions"):
        inlines |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    values = SimpleNamespace(**place.__dict__)
    fields = {
        "code": values.code, "kind": values.kind, "name": values.name, "ward": values.ward_id, "address": "",
        "latitude": values.latitude, "longitude": values.longitude, "phone": values.phone,
        "accepts_registration": "unknown", "issues_leave_papers": "unknown", "wheelchair": "unknown",
    }  # fmt: skip
    return {**fields, **inlines, **changes}


def test_staff_of_a_province_see_only_its_places(client: Client) -> None:
    own = make_place(code="OWN")
    other = make_place(code="OTHER", ward=make_ward("26740", "Phường Sài Gòn", "79"))
    staff(client, "75")
    body = client.get(LIST).content.decode()
    assert "OWN" in body
    assert "OTHER" not in body
    assert client.get(f"{LIST}{own.pk}/change/").status_code == 200
    assert client.get(f"{LIST}{other.pk}/change/").status_code == 302  # "does not exist", back to the index


def test_staff_without_an_office_see_nothing(client: Client) -> None:
    make_place()
    client.force_login(get_user_model().objects.create(username="khach", is_staff=True))
    assert client.get(LIST).status_code == 403


def test_what_staff_change_is_noted_and_kept_in_history(client: Client) -> None:
    place = make_place(code="OWN")
    staff(client, "75")
    response = client.post(f"{LIST}{place.pk}/change/", form_data(place, phone="0251 1", services=["card"]))
    assert response.status_code == 302, response.context and response.context["errors"]
    place.refresh_from_db()
    assert (place.phone, place.services, place.corrected) == ("0251 1", ["card"], ["phone", "services"])
    body = client.get(f"{LIST}{place.pk}/change/").content.decode()
    assert "điện thoại: – → 0251 1" in body


def test_hours_are_edited_in_place_and_stay(client: Client) -> None:
    place = make_place()
    staff(client, "75")
    row = {
        "hours-0-weekday": 0,
        "hours-0-opens": "07:30",
        "hours-0-closes": "11:30",
        "hours-0-place": place.pk,
    }
    client.post(f"{LIST}{place.pk}/change/", form_data(place, **{**row, "hours-TOTAL_FORMS": 1}))
    assert OpeningHours.objects.get().weekday == 0
    place.refresh_from_db()
    assert "hours" in place.corrected
    wrong = {**row, "hours-TOTAL_FORMS": 1, "hours-0-closes": "07:00"}
    assert (
        "Giờ mở cửa phải trước giờ đóng cửa"
        in client.post(f"{LIST}{place.pk}/change/", form_data(place, **wrong)).content.decode()
    )


def test_a_place_cannot_be_moved_to_another_province(client: Client) -> None:
    place = make_place()
    make_ward("26740", "Phường Sài Gòn", "79")
    staff(client, "75")
    response = client.post(f"{LIST}{place.pk}/change/", form_data(place, ward="26740"))
    assert "Không có lựa chọn này trong phạm vi của bạn" in response.content.decode()
    place.refresh_from_db()
    assert place.ward_id == "26041"


def test_queues_of_checks_and_reports(client: Client) -> None:
    place = make_place(code="OWN")
    report = PlaceReport.objects.create(place=place, subject="phone", note="số đã đổi")
    staff(client, "75")
    assert "OWN" in client.get(LIST, {"checked": "never"}).content.decode()
    client.post(LIST, {"action": "mark_checked", "bulk_confirmed": "1", "_selected_action": [place.pk]})
    place.refresh_from_db()
    assert place.checked_on is not None
    make_place(code="AGO", checked_on="2020-01-01")
    make_place(code="ZERO")
    make_place(code="SHUT", closed_on="2025-01-01")
    oldest = client.get(LIST, {"checked": "queue"}).context["cl"].result_list
    assert [row.code for row in oldest] == ["ZERO", "AGO", "OWN"]
    queue = "/quan-tri/facilities/placereport/"
    assert "số đã đổi" in client.get(queue).content.decode()
    client.post(queue, {"action": "mark_fixed", "bulk_confirmed": "1", "_selected_action": [report.pk]})
    report.refresh_from_db()
    assert (report.state, report.settled_on is not None) == ("fixed", True)


def test_a_report_leads_to_its_place_and_is_closed_where_the_place_is_mended(client: Client) -> None:
    place = make_place(code="OWN", name="Trạm Y tế Biên Hòa")
    reports = [PlaceReport.objects.create(place=place, subject="phone", note=f"số {n}") for n in range(3)]
    reports[0].settle("rejected", timezone.localdate())
    staff(client, "75")
    queue = "/quan-tri/facilities/placereport/"
    listed = client.get(queue).context["cl"].result_list
    assert [row.pk for row in listed] == [reports[1].pk, reports[2].pk, reports[0].pk]
    own = f"{queue}{reports[1].pk}/change/"
    mend = f"{LIST}{place.pk}/change/"
    page = client.get(own).content.decode()
    assert mend in page and f"Sai số điện thoại: {place.name}" in page
    client.post(own, {"state": "rejected"})
    reports[1].refresh_from_db()
    assert (reports[1].state, reports[1].settled_on) == ("rejected", timezone.localdate())
    page = client.get(mend).content.decode()
    assert "số 2" in page and 'name="settles"' in page and "số 1" not in page
    client.post(mend, form_data(place, phone="0251 2", settles="on"))
    reports[2].refresh_from_db()
    assert reports[2].state == "fixed" and 'name="settles"' not in client.get(mend).content.decode()
    client.post(f"{queue}{reports[2].pk}/change/", {"state": "new"})  # a slip of the hand
    reports[2].refresh_from_db()
    assert (reports[2].state, reports[2].settled_on) == ("new", None)
    make_place(code="KHAC", name="Trạm Y tế Long Thành")
    for words in ("bien hoa", "tram y te BIÊN HÒA", "own"):
        assert [row.code for row in client.get(LIST, {"q": words}).context["cl"].result_list] == ["OWN"]
