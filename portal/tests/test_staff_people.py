"""People in the admin: found masked, opened with a purpose, counted, logged; one screen and earlier days (T04)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from citizens.actors import Actor, DataClass, Reach, Role
from citizens.models import AccessEntry, Citizen, DataRequest, RecordOpening, StaffAlert, WatchedPerson
from citizens.staff import openings
from citizens.tests.factories import make_citizen, make_employer, make_household, make_officer, make_user
from insurance.tests.factories import make_card, make_decision, make_period, make_visit
from portal.staff.near import one_slip_away
from portal.staff.search import PersonSearchForm
from support.tests.factories_requests import make_request

pytestmark = pytest.mark.django_db
SEARCH = reverse("admin:citizens_citizen_changelist")


def page_of(person: Citizen, name: str = "change") -> str:
    return reverse(f"admin:citizens_citizen_{name}", args=[person.pk])


def officer_client(role: str = "records", province: str | None = "75", **fields) -> Client:
    client = Client()
    client.force_login(make_officer(province, roles=[role], **fields).user)
    return client


def open_it(client: Client, person: Citizen, reason: str = "check", case: str = ""):
    return client.post(page_of(person, "open"), {"reason": reason, "case_number": case})


def request_of(person: Citizen) -> DataRequest:
    day = localdate()
    return DataRequest.objects.create(
        citizen=person, kind="correct", text="x", received_on=day,
        acknowledge_by=day + timedelta(2), due_on=day + timedelta(9),
    )  # fmt: skip


def test_a_search_shows_who_is_meant_and_no_more() -> None:
    here = make_citizen(full_name="Nguyễn Thị Lan Hương", province_code="75")
    there = make_citizen(full_name="Nguyễn Thị Lan Chi", province_code="79")
    client = officer_client()
    assert client.get(SEARCH).context["found"] is None
    for asked in ({"number": here.bhxh_number}, {"number": here.personal_id}, {"name": "nguyen thi lan"}):
        text = client.post(SEARCH, asked).content.decode()
        assert "N. T. L. Hương" in text, asked
        for secret in (here.full_name, here.bhxh_number, here.personal_id, "L. Chi"):
            assert secret not in text.replace(f'value="{asked.get("number")}"', "")
    entry = AccessEntry.objects.filter(subject=here).latest("pk")
    assert (entry.purpose, entry.data_classes) == ("search", ["identity"])
    assert "Không thấy ai" in client.post(SEARCH, {"number": there.bhxh_number}).content.decode()
    for slip in (
        "nguyen thi lan huogn",
        "nguyen thi lan hong",
        "Nguyễn Thị Lan Hươnng",
        "nguyne thi lan huong",
    ):
        near = client.post(SEARCH, {"name": slip}).content.decode()
        assert "L. Hương" in near and "khác một chữ cái" in near and "L. Chi" not in near, slip
    assert "Không thấy ai" in client.post(SEARCH, {"name": "tran van khac han"}).content.decode()
    assert not AccessEntry.objects.filter(subject=there).exists()
    for wrong in ({}, {"name": "ng"}, {"number": "123"}):
        assert client.post(SEARCH, wrong).status_code == 400
    national = officer_client("national", None)
    assert "chọn một tỉnh" in national.post(SEARCH, {"name": "nguyen thi"}).content.decode()
    assert "L. Chi" in national.post(SEARCH, {"name": "nguyen thi", "province": "79"}).content.decode()


def test_a_record_opens_with_a_purpose_and_says_so_to_its_person() -> None:
    person = make_citizen(full_name="Trần Văn Kín", phone="0912345678", province_code="75")
    spouse = make_citizen(full_name="Lê Thị Nhà", province_code="75")
    make_household(person, spouse)
    make_period(person, date(2020, 1, 1))
    make_card(person, localdate() - timedelta(30), localdate() + timedelta(30))
    make_decision(person)
    make_visit(person)
    client = officer_client()
    for name in ("change", "changes", "asof"):
        asked = client.get(page_of(person, name)).content.decode()
        assert "T. V. Kín" in asked and person.full_name not in asked and person.phone not in asked
    assert open_it(client, person, "").status_code == 400
    assert open_it(client, person, "case", "KHONG-CO").status_code == 400
    assert not RecordOpening.objects.all().exists()
    assert open_it(client, person).status_code == 302
    page = client.get(page_of(person))
    text = page.content.decode()
    assert person.full_name in text and person.phone in text
    assert "L. T. Nhà" in text and spouse.full_name not in text
    closed = {section.slug for section in page.context["sections"] if section.closed}
    assert closed == {"kham"}
    entry = AccessEntry.objects.filter(subject=person).latest("pk")
    assert entry.purpose == "check"
    assert DataClass.HEALTH not in entry.data_classes
    assert {DataClass.IDENTITY, DataClass.PARTICIPATION, DataClass.BENEFITS} <= set(entry.data_classes)
    assert AccessEntry.objects.filter(subject=spouse, purpose="check").exists()
    own = Client()
    own.force_login(person.user)
    assert "kiểm tra số liệu đóng, hưởng" in own.get(reverse("citizens:access-log")).content.decode()
    # Half an hour later it is closed again.
    RecordOpening._base_manager.update(
        opened_at=now() - timedelta(hours=1), ends_at=now() - timedelta(minutes=1)
    )
    assert person.full_name not in client.get(page_of(person)).content.decode()


def test_a_record_holds_the_requests_of_its_person_alone_and_leads_to_them() -> None:
    """SECURITY: an officer sees the requests of a province in the queue, and in a record those of its person."""
    person, neighbour = make_citizen(province_code="75"), make_citizen(province_code="75")
    mine, theirs, question = make_request(person), make_request(neighbour), request_of(person)
    for role in ("records", "support", "national"):
        client = officer_client(role, None if role == "national" else "75")
        link = f"{page_of(person)}?so={mine.number}"
        assert mine.number in client.get(link).content.decode()  # filled in, for who comes from the request
        open_it(client, person, "case", mine.number)
        text = client.get(page_of(person)).content.decode()
        assert mine.number in text and question.number in text and theirs.number not in text
        assert reverse("admin:support_supportrequest_change", args=[mine.pk]) in text
        assert reverse("admin:citizens_datarequest_change", args=[question.pk]) in text


def test_health_opens_to_the_role_and_the_case_that_need_it() -> None:
    person = make_citizen(province_code="75")
    visit = make_visit(person)
    case = request_of(person)
    records, support = officer_client(), officer_client("support")
    assert open_it(records, person, "health_case").status_code == 400
    assert open_it(records, person, "health_case", request_of(make_citizen()).number).status_code == 400
    assert open_it(support, person, "health_case", case.number).status_code == 400
    open_it(records, person, "health_case", case.number.lower())
    assert visit.facility_name in records.get(page_of(person)).content.decode()
    entry = AccessEntry.objects.filter(subject=person).latest("pk")
    assert (entry.purpose, "health" in entry.data_classes) == (f"health_case {case.number}", True)
    open_it(support, person, "case", case.number)
    page = support.get(page_of(person))
    assert visit.facility_name not in page.content.decode()
    assert {s.slug for s in page.context["sections"] if s.closed} == {"kham", "quyen-loi", "nghi-viec"}


def test_a_part_of_an_opened_record_is_taken_as_a_file_and_no_other() -> None:
    person = make_citizen(full_name="=1+1 Người", province_code="75")
    make_period(person, date(2020, 1, 1), insured_wage=5_000_000)
    make_visit(person)
    client, support = officer_client(), officer_client("support")
    take = page_of(person, "download")
    assert b"5000000" not in client.get(take, {"phan": "qua-trinh"}).content  # not opened yet: asks why
    for each in (client, support):
        open_it(each, person)
    before = AccessEntry.objects.filter(subject=person).count()
    answer = client.get(take, {"phan": "qua-trinh"})
    assert (
        "attachment" in answer["Content-Disposition"]
        and person.bhxh_number not in answer["Content-Disposition"]
    )
    assert b"5000000" in answer.content and answer.content.decode().count("\ufeff") == 1
    assert AccessEntry.objects.filter(subject=person).count() == before + 1
    assert "'=1+1" in client.get(take, {"phan": "nguoi"}).content.decode()  # no formula
    assert [client.get(take, {"phan": part}).status_code for part in ("kham", "khac", "")] == [404] * 3
    assert support.get(take, {"phan": "qua-trinh"}).status_code == 403
    assert "download" in client.get(page_of(person)).content.decode()
    assert "?phan=" not in support.get(page_of(person)).content.decode()


def test_views_without_a_case_end_at_the_budget_and_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """T04: an officer who leafs through people is stopped, and an auditor hears of it once."""
    people = [make_citizen(province_code="75", user=None) for _ in range(6)]
    monkeypatch.setattr(openings, "WITHOUT_CASE", openings.Limit(4, openings.DAY))
    client = officer_client()
    answers = [open_it(client, person).status_code for person in people]
    assert answers == [302] * 4 + [400] * 2
    assert StaffAlert.objects.filter(kind="budget").count() == 1
    assert people[5].full_name not in client.get(page_of(people[5])).content.decode()
    assert open_it(client, people[5], "case", request_of(people[5]).number).status_code == 302
    assert openings.WITH_CASE.amount <= 400 and 0 < 100 <= 200


def test_oneself_family_colleagues_and_watched_people_are_told() -> None:
    officer = make_officer("75", roles=["records"])
    me = make_citizen(user=officer.user, province_code="75")
    home = make_citizen(province_code="75")
    make_household(me, home)
    colleague = make_citizen(user=make_officer("75").user, province_code="75")
    known = make_citizen(province_code="75")
    national = officer_client("national", None)
    open_it(national, known)
    national.post(page_of(known, "watch"), {"on": "1"})
    assert WatchedPerson.objects.get().citizen == known
    client = Client()
    client.force_login(officer.user)
    assert open_it(client, me).status_code == 400
    for person in (home, colleague, known):
        assert open_it(client, person).status_code == 302
    told = list(StaffAlert.objects.filter(officer=officer.user).order_by("pk").values_list("kind", flat=True))
    assert told == ["oneself", "family", "colleague", "watched"]
    assert client.post(page_of(known, "watch"), {}).status_code == 403


@pytest.mark.parametrize("role", ["content", "places", "auditor"])
def test_other_roles_find_nobody(role: str) -> None:
    person = make_citizen(province_code="75")
    client = officer_client(role)
    assert client.post(SEARCH, {"number": person.bhxh_number}).status_code == 403
    assert open_it(client, person).status_code == 403
    assert client.get(page_of(person)).status_code == 403


def test_another_province_does_not_exist() -> None:
    person = make_citizen(province_code="79")
    client = officer_client()
    assert open_it(client, person).status_code == 302
    assert not RecordOpening.objects.all().exists()
    assert client.get(page_of(person)).url == SEARCH
    assert client.get(reverse("admin:citizens_citizen_change", args=[987654321])).url == SEARCH


def test_changes_show_before_and_after_and_an_earlier_day_shows_what_stood() -> None:
    person = make_citizen(full_name="Tên Cũ", province_code="75")
    period = make_period(person, date(2020, 1, 1), insured_wage=5_000_000)
    backdate(person, days=20)
    backdate(period, days=20)
    person.full_name = "Tên Mới"
    person.save()
    period.insured_wage = 7_000_000
    period.save()
    card = make_card(person, date(2020, 1, 1), date(2021, 1, 1))
    client = officer_client()
    open_it(client, person)
    text = client.get(page_of(person, "changes")).content.decode()
    for said in ("Tên Cũ", "Tên Mới", "5.000.000", "7.000.000", "họ và tên", card.number, "01/2020 –"):
        assert said in text
    day = (localdate() - timedelta(days=3)).isoformat()
    then = client.get(page_of(person, "asof"), {"day": day}).content.decode()
    assert (
        "<td>Tên Cũ" in then and "<td>Tên Mới" not in then and "5.000.000" in then and "7.000.000" not in then
    )
    before = client.get(page_of(person, "asof"), {"day": "2019-01-01"}).content.decode()
    assert "<td>Tên Cũ" not in before and "chỉ giữ lịch sử" in before and "chỉ giữ lịch sử" not in then
    assert "chưa đến" in client.get(page_of(person, "asof"), {"day": "2099-01-01"}).content.decode()


def backdate(row, *, days: int) -> None:
    """The history tables keep what happens; a test writes the past by hand."""
    event = row._meta.get_field("events").related_model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {event} SET pgh_created_at = now() - %s * interval '1 day' WHERE pgh_obj_id = %s",
            [days, row.pk],
        )


@pytest.mark.parametrize("count", [1, 8])
def test_the_one_screen_asks_a_constant_number_of_questions(
    count: int, django_assert_max_num_queries
) -> None:
    person = make_citizen(province_code="75")
    for year in range(count):
        period = make_period(person, date(2000 + year, 1, 1))
        period.employer = make_employer()
        period.save()
        make_decision(person)
    client = officer_client()
    open_it(client, person)
    with django_assert_max_num_queries(45):
        assert client.get(page_of(person)).status_code == 200
    with django_assert_max_num_queries(26):
        assert period.employer.name in client.get(page_of(person, "changes")).content.decode()


def test_a_long_record_shows_its_newest_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.staff.record.MOST_ROWS", 2)
    person = make_citizen(province_code="75")
    for year in (2001, 2002, 2003):
        backdate(make_period(person, date(year, 1, 1)), days=20)
    client = officer_client()
    open_it(client, person)
    day = (localdate() - timedelta(days=3)).isoformat()
    for page in (client.get(page_of(person)), client.get(page_of(person, "asof"), {"day": day})):
        section = next(each for each in page.context["sections"] if each.slug == "qua-trinh")
        assert [row[0][0].year for row in section.tables[-1].rows] == [2003, 2002]
        assert "Chỉ hiện 2 dòng ghi sau cùng" in page.content.decode()
    whole = client.get(page_of(person, "download"), {"phan": "qua-trinh"}).content.decode()
    assert all(f"01/{year}" in whole for year in (2001, 2002, 2003))  # a file holds everything
    monkeypatch.setattr("portal.staff.record.MOST_ROWS", 3)
    assert "dòng ghi sau cùng" not in client.get(page_of(person)).content.decode()


def test_searches_walk_an_index_and_sort_nothing() -> None:
    """The database's own plan, for the very query of the page, with people enough for it to mind."""
    ward = make_citizen(province_code="75").ward
    Citizen.objects.bulk_create(
        Citizen(
            bhxh_number=f"76{n:08d}", personal_id=f"076{n:09d}", full_name=f"Người Thứ {n:04d}", sex="F",
            birth_date=date(1990, 1, 1), ward=ward, province=ward.province,
        )
        for n in range(3000)
    )  # fmt: skip
    actor = Actor(Role.OFFICER, frozenset(DataClass), reach=Reach(province_id="75"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE citizens_citizen")
    for asked, index in (
        ({"number": "7600000042"}, "bhxh_number"),
        ({"number": "076000000042"}, "personal_id"),
        ({"name": "người thứ 0042"}, "citizen_name_in_province"),
    ):
        form = PersonSearchForm(asked, actor=actor)
        assert form.is_valid(), form.errors
        plan = form.people(actor).explain()
        assert index in plan and "Seq Scan on citizens_citizen" not in plan and "Sort" not in plan, plan
    slips = form._called(actor, one_slip_away("nguoi thu 0o42", 11)).explain()
    assert "citizen_name_in_province" in slips and "Seq Scan on citizens_citizen" not in slips, slips


def test_staff_accounts_are_not_people_to_search(client: Client) -> None:
    client.force_login(make_user(is_staff=True))
    assert client.get(SEARCH).status_code == 403
