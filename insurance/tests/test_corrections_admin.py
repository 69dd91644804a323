"""The officers' queue: whose requests, in what order, what a page shows and logs, and what may be done there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from citizens.models import AccessEntry, Citizen
from citizens.tests.factories import make_citizen, make_officer, make_user, staff_client
from insurance.corrections.services import HOLD
from insurance.models import Correction, CorrectionNote
from insurance.tests.factories import make_correction, make_decision, make_visit

pytestmark = pytest.mark.django_db
QUEUE = "/quan-tri/insurance/correction/"


def page_of(correction: Correction) -> str:
    return reverse("admin:insurance_correction_change", args=[correction.pk])


@pytest.fixture
def citizen() -> Citizen:
    return make_citizen(full_name="Nguyễn Thị Lan")


def test_the_queue_shows_the_province_alone_oldest_due_first_and_never_ones_own(citizen: Citizen) -> None:
    officer = make_officer("75")
    client = Client()
    client.force_login(officer.user)
    today = localdate()
    late = make_correction(citizen, due_on=today - timedelta(days=9))
    soon = make_correction(make_citizen(), due_on=today + timedelta(days=30))
    far = make_correction(make_citizen(province_code="48"))
    own = make_correction(make_citizen(user=officer.user))
    done = make_correction(make_citizen(), state="withdrawn")
    page = client.get(QUEUE)
    assert [row.number for row in page.context["cl"].result_list] == [late.number, soon.number]
    assert "quá" in page.content.decode() and "còn" in page.content.decode()
    for hidden in (far, own):
        assert client.get(page_of(hidden)).status_code == 404
        assert not client.get(f"{QUEUE}?q={hidden.number}").context["cl"].result_list
    overdue = client.get(f"{QUEUE}?viec=qua-han").content.decode()
    assert late.number in overdue and soon.number not in overdue
    assert done.number in client.get(f"{QUEUE}?viec=xong").content.decode()
    after = [reverse("admin:insurance_correction_next", args=[row.pk]) for row in (late, soon, done)]
    assert [client.get(step).url for step in after] == [page_of(soon), QUEUE, page_of(late)]
    for stranger in (make_citizen().user, make_user(is_staff=True)):
        other = Client()
        other.force_login(stranger)
        assert other.get(QUEUE).status_code in {302, 403} and other.get(page_of(late)).status_code in {
            302,
            403,
            404,
        }


def test_a_page_shows_both_values_and_papers_and_writes_the_access_log(citizen: Citizen) -> None:
    client = staff_client("75")
    correction = make_correction(citizen, field="full_name", asked="Nguyễn Thị Lân", files=1)
    visit = make_visit(citizen, facility_name="Bệnh viện Thử Nghiệm")
    about_visit = make_correction(citizen, "visit", visit, "diagnosis", "Không phải bệnh này")
    page = client.get(page_of(correction)).content.decode()
    assert "Nguyễn Thị Lan" in page and "Nguyễn Thị Lân" in page
    assert citizen.bhxh_number not in page and citizen.personal_id not in page
    paper = reverse("admin:insurance_correction_paper", args=[correction.files.get().pk])
    assert paper in page
    answer = client.get(paper)
    assert (
        answer["Content-Disposition"].startswith("attachment")
        and "sandbox" in answer["Content-Security-Policy"]
    )
    assert staff_client("48").get(paper).status_code == 404
    entry = AccessEntry.objects.filter(subject=citizen, role="officer").order_by("-pk")[0]
    assert set(entry.data_classes) >= {"requests"}
    client.get(page_of(about_visit))
    newest = AccessEntry.objects.filter(subject=citizen, role="officer").order_by("-pk")[0]
    assert {"requests", "identity", "health"} <= set(newest.data_classes)


def test_an_officer_takes_asks_and_decides(citizen: Citizen) -> None:
    client = staff_client("75")
    correction = make_correction(citizen, field="full_name", asked="Nguyễn Thị Lân")
    client.post(page_of(correction), {"buoc": "take"})
    assert client.post(page_of(correction), {"buoc": "ask", "loi": " "}).status_code == 200  # says why not
    client.post(page_of(correction), {"buoc": "ask", "loi": "Gửi giấy khai sinh"})
    correction.refresh_from_db()
    assert correction.state == "waiting" and CorrectionNote.objects.get().text == "Gửi giấy khai sinh"
    client.post(page_of(correction), {"buoc": "change", "loi": "Đúng theo khai sinh", "state": "refused"})
    citizen.refresh_from_db()
    correction.refresh_from_db()
    assert (citizen.full_name, correction.state) == ("Nguyễn Thị Lân", "accepted")
    assert client.post(page_of(correction), {"buoc": "refuse", "loi": "x"}).status_code == 200
    correction.refresh_from_db()
    assert correction.state == "accepted"


def test_money_waits_for_another_officer_and_a_day(citizen: Citizen) -> None:
    first, second = staff_client("75"), staff_client("75")
    decision = make_decision(citizen)
    correction = make_correction(citizen, "decision", decision, "amount", "9.999.999")
    first.post(page_of(correction), {"buoc": "change", "loi": "Tính lại"})
    for client in (first, second):  # the first never, the second not yet: the step is not even offered
        client.post(page_of(correction), {"buoc": "confirm"})
        decision.refresh_from_db()
        assert decision.amount != 9_999_999
    Correction.objects.update(proposed_at=timezone.now() - HOLD)
    first.post(page_of(correction), {"buoc": "confirm"})
    decision.refresh_from_db()
    assert decision.amount != 9_999_999
    assert correction.number in second.get(f"{QUEUE}?viec=xac-nhan").content.decode()
    assert correction.number not in first.get(f"{QUEUE}?viec=xac-nhan").content.decode()
    done = make_correction(make_citizen(), state="withdrawn")
    step = reverse("admin:insurance_correction_next", args=[done.pk])
    assert [client.get(step).url for client in (first, second)] == [QUEUE, page_of(correction)]
    second.post(page_of(correction), {"buoc": "confirm"})
    decision.refresh_from_db()
    assert decision.amount == 9_999_999


@pytest.mark.parametrize("count", [1, 12])
def test_pages_take_few_queries_and_the_same_at_two_sizes(
    citizen: Citizen, count: int, django_assert_num_queries
) -> None:
    client = staff_client("75")
    for _number in range(count):
        correction = make_correction(make_citizen(), files=1)
        CorrectionNote.objects.create(correction=correction, author="citizen", text="x", at=timezone.now())
    with django_assert_num_queries(9):  # well below the 15 a list may take
        client.get(QUEUE)
    with django_assert_num_queries(12):
        client.get(page_of(correction))
