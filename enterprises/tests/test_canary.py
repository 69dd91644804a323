"""What a unit may never learn of its people (threats T03, T08).

T03: a canary stands in every field of a person's record; a crawl over every address of the area, pages and fragments
and files, may show the declared ones only. T08: whatever changes in what a unit may not see, its pages stay the same.
"""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils.timezone import localdate, now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citizens.models import Citizen, Employer
from citizens.tests.factories import make_citizen, make_contact, make_employer, make_household, make_user
from enterprises.files import build_waiting
from enterprises.notices import issue
from enterprises.tests.crawl import addresses, opened
from enterprises.tests.factories import desk, last_month, make_member, make_worker
from insurance.models import HiCard, LeaveCertificate, MedicalVisit, ParticipationPeriod
from insurance.rules.months import add_months
from insurance.tests.factories import (
    make_adjustment,
    make_card,
    make_decision,
    make_line,
    make_paper,
    make_payment,
    make_period,
    make_visit,
)

pytestmark = pytest.mark.django_db

# Fields of a record that an employer's clerk may see; every other canary in any answer is a leak.
ALLOWED = {"full_name", "bhxh_number", "job_title", "facility_name", "insured_wage"}


def plant(worker: Citizen, employer: Employer) -> dict[str, str]:
    """A canary in every field a page could show. Returns field -> canary."""
    canaries = {
        "full_name": "Chim Yến Tên", "bhxh_number": worker.bhxh_number, "personal_id": "075090777777",
        "phone": "0977777771", "email": "chim-thu@vidu.vn", "address": "Chim địa chỉ nhà", "job_title": "Chim việc làm",
        "facility_name": "Chim viện đăng ký", "insured_wage": "7.777.777", "work_place": "Chim nơi làm",
        "card_number": f"CC177{worker.bhxh_number}", "issued_by": "Chim nơi cấp", "guardian": "Chim người giám hộ",
        "state_reason": "Chim lý do thẻ", "other_employer": "Chim chỗ làm khác", "other_job": "Chim việc khác",
        "other_wage": "6.666.666", "other_facility": "Chim bệnh viện khám", "diagnosis": "Chim bệnh án",
        "drug": "Chim thuốc men", "paper": "Chim giấy nghỉ", "doctor": "Chim bác sĩ", "decision": "CHIM/QĐ",
        "benefit": "5.555.555", "household_address": "Chim địa chỉ hộ", "relative": "Chim người nhà",
        "contact": "0977777772", "birth_date": "09/08/1979",
    }  # fmt: skip
    Citizen.objects.filter(pk=worker.pk).update(
        full_name=canaries["full_name"], personal_id=canaries["personal_id"], phone=canaries["phone"],
        email=canaries["email"], address=canaries["address"], birth_date=date(1979, 8, 9),
    )  # fmt: skip
    ParticipationPeriod.objects.filter(citizen=worker).update(
        job_title=canaries["job_title"], insured_wage=7_777_777, work_place=canaries["work_place"]
    )
    HiCard.objects.filter(citizen=worker).update(
        number=canaries["card_number"], issued_by=canaries["issued_by"], guardian_name=canaries["guardian"],
        facility_name=canaries["facility_name"], member_code="CC", area_code="K3",
    )  # fmt: skip
    make_card(
        worker, date(2019, 1, 1), date(2020, 1, 1), state="cancelled", state_reason=canaries["state_reason"],
        facility_name=canaries["other_facility"],
    )  # fmt: skip
    other = make_employer(name=canaries["other_employer"])
    for scheme in ("bhxh", "bhyt"):
        make_period(
            worker, date(2015, 1, 1), 12, scheme=scheme, employer=other, job_title=canaries["other_job"],
            insured_wage=6_666_666,
        )  # fmt: skip
    make_period(worker, date(2016, 1, 1), 12, scheme="bhxh_tn", insured_wage=6_666_666)
    make_period(worker, date(2016, 1, 1), 12, scheme="bhyt", member_code="HN", insured_wage=None)
    visit = make_visit(worker, facility_name=canaries["other_facility"], diagnosis_out=canaries["diagnosis"])
    make_line(visit, name=canaries["drug"])
    make_paper(worker, diagnosis=canaries["paper"], doctor_name=canaries["doctor"])
    decision = make_decision(
        worker, decision_number=canaries["decision"], employer=employer, amount=5_555_555
    )
    make_payment(decision, amount=5_555_555)
    make_adjustment(decision, date(2026, 7, 1), 1, 5_555_555)
    relative = make_citizen(full_name=canaries["relative"], user=None)
    make_household(worker, relative, address=canaries["household_address"])
    if worker.user is None:
        Citizen.objects.filter(pk=worker.pk).update(user=make_user())
        worker.refresh_from_db()
    make_contact(worker.user, value=canaries["contact"])
    return canaries


@pytest.mark.parametrize("role", ["owner", "clerk", "viewer"])
def test_no_address_of_the_area_shows_what_a_unit_may_not_see(role: str) -> None:
    employer = make_employer()
    canaries = plant(make_worker(employer), employer)
    client = desk(employer, role)
    for form in ("csv", "xlsx"):
        client.post("/doanh-nghiep/tep/dat/", {"dang": form})
        build_waiting()
    issue(employer, last_month(), now())
    row = {
        "phuong_an": "increase",
        "ho_ten": "Trần Ai Đó",
        "tu_thang": f"{last_month():%m/%Y}",
        "muc_luong": "9000000",
    }
    client.post("/doanh-nghiep/tang-giam/mot-nguoi/", row)
    seen: set[str] = set()
    for path, text in opened(client, employer):
        found = {name for name, canary in canaries.items() if canary in text}
        assert found <= ALLOWED, f"{path}: {found - ALLOWED}"
        seen |= found
    assert {"full_name", "bhxh_number", "insured_wage", "facility_name"} <= seen, (
        "the crawl came to the people"
    )


def test_the_crawl_knows_every_address() -> None:
    area = next(
        r
        for r in get_resolver().url_patterns[-1].url_patterns
        if getattr(r, "namespace", "") == "enterprises"
    )
    assert {pattern.name for pattern in area.url_patterns} == set(addresses(make_employer()))


def test_the_crawl_sees_a_field_that_slips_in(monkeypatch: pytest.MonkeyPatch) -> None:
    from enterprises import coverage

    monkeypatch.setattr(coverage.Person, "facility", property(lambda person: person.row.citizen.address))
    with pytest.raises(AssertionError, match="address"):
        test_no_address_of_the_area_shows_what_a_unit_may_not_see("clerk")


MONTHS = st.integers(min_value=13, max_value=200)
TEXT = st.text(alphabet="abcxyz ", min_size=1, max_size=12)


def snapshot(client: Client, employer: Employer) -> list[tuple[str, str]]:
    """Every page without what differs in any two requests."""
    return [
        (path, re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "CSRF", text))
        for path, text in opened(client, employer, ways=1)
    ]


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(hidden=st.lists(st.tuples(MONTHS, st.integers(10**6, 10**8), TEXT), min_size=1, max_size=3), word=TEXT)
def test_pages_do_not_depend_on_what_a_unit_may_not_see(db: None, hidden: list[Any], word: str) -> None:
    employer = make_employer()
    worker = make_worker(employer, full_name="Lê Thị Hạnh")
    client = Client()
    client.force_login(make_member(employer).citizen.user)
    issue(employer, last_month(), now())
    before = snapshot(client, employer)
    other, month = make_employer(name=f"Nơi khác {word}"), last_month()
    taken: set[int] = set()
    for ago, amount, text in hidden:
        if ago not in taken:
            taken.add(ago)
            make_period(
                worker, add_months(month, -ago), 1, employer=other, insured_wage=amount, job_title=text
            )
        make_visit(worker, diagnosis_out=text)
        make_paper(worker, diagnosis=text)
        make_payment(make_decision(worker, amount=amount, employer=employer))
    Citizen.objects.filter(pk=worker.pk).update(
        address=word, phone="0911111111", birth_date=date(1970, 1, 1), sex="M"
    )
    HiCard.objects.filter(citizen=worker).update(
        number=f"HN199{worker.bhxh_number}", area_code="K1", benefit_level=1
    )
    make_card(
        worker, localdate() - timedelta(days=900), localdate() - timedelta(days=700), facility_name=word
    )
    make_household(worker, address=word)
    assert MedicalVisit.objects.filter(citizen=worker).exists()
    assert LeaveCertificate.objects.filter(citizen=worker).exists()
    assert snapshot(client, employer) == before
