"""Correcting a record: who may, what is stored, the state machine, two officers, races, days, queries."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from citizens.actors import Actor
from citizens.asking import MANDATE_KEY
from citizens.models import AccessEntry, Citizen, Notification, StoredFile
from citizens.tests import pictures
from citizens.tests.factories import (
    make_child_mandate,
    make_citizen,
    make_consent,
    make_household,
    make_officer,
)
from insurance.corrections import retention, services
from insurance.corrections.fields import Field, Input
from insurance.corrections.kinds import KINDS
from insurance.corrections.services import HOLD, NotAllowedError
from insurance.models import Correction, CorrectionEffect, CorrectionNote, CorrectionState
from insurance.rules.benefit_parameters import CorrectionRetention
from insurance.rules.dated_rows import at
from insurance.tests.factories import (
    make_card,
    make_correction,
    make_decision,
    make_paper,
    make_payment,
    make_period,
    make_visit,
)
from territory.workdays import is_working_day, working_days_until

pytestmark = pytest.mark.django_db
LIST = "/ca-nhan/dinh-chinh/"
CHANGED, ELSEWHERE = CorrectionEffect.CHANGED, CorrectionEffect.ELSEWHERE


def form_of(slug: str, key: object = "ho-so") -> str:
    return reverse("insurance:correction-new", args=[f"{slug}-{key}"])


def page_of(correction: Correction, name: str = "detail") -> str:
    return reverse(f"insurance:correction-{name}", args=[correction.public_id])


@pytest.fixture
def citizen(client: Client) -> Citizen:
    citizen = make_citizen(full_name="Nguyễn Thị Lan")
    client.force_login(citizen.user)
    return citizen


@pytest.fixture
def officer():
    return make_officer().user


def rows_of(citizen: Citizen) -> dict[str, object]:
    """One row of every kind that has an address, by the word of its kind."""
    decision = make_decision(citizen)
    return {
        "giai-doan": make_period(citizen, date(2020, 1, 1)),
        "quyen-loi": decision,
        "chi-tra": make_payment(decision),
        "the-bhyt": make_card(citizen),
        "kham-chua-benh": make_visit(citizen),
        "giay-nghi-viec": make_paper(citizen),
    }


# -- Filing


def test_every_field_of_every_kind_of_row_can_be_reported_and_shows_both_values(
    client: Client, citizen: Citizen, monkeypatch
) -> None:
    monkeypatch.setattr("insurance.pages.corrections.FILINGS", ())
    keys = {slug: row.public_id for slug, row in rows_of(citizen).items()}
    keys |= {"ca-nhan": "ho-so", "thang-thieu": "2020-02--2020-06"}
    typed = {
        Input.DAY: "05/09/1991", Input.MONEY: "7.654.321 đ", Input.NUMBER: "2,34", Input.DIGITS: "4321",
        Input.MONTHS: "03/2020 – 05/2020", Input.CHOICE: "Nam", Input.TEXT: "Chữ Đúng", Input.NOTHING: "",
    }  # fmt: skip
    for kind in KINDS:
        url = form_of(kind.slug, keys[kind.slug])
        for field in kind.fields:
            asked = "K2" if field.name == "area_code" else typed[field.input]
            answer = client.post(url, {"muc": field.name, "dung": asked, "vi_sao": "Giấy tờ ghi khác."})
            assert answer.status_code == 302, (
                url,
                field.name,
                answer.context and answer.context["form"].errors,
            )
            correction = Correction.objects.get(kind=kind.kind, field=field.name)
            assert (correction.part, correction.citizen) == (kind.part, citizen)
            page = client.get(page_of(correction)).content.decode()
            assert correction.number in page and (not asked or correction.asked in page)
            if field.attribute and correction.recorded:
                assert str(correction.recorded).replace("&", "&amp;") in page
    number_of = {c.kind: c.number for c in Correction.objects.all()}
    for path, kind in [
        ("qua-trinh-tham-gia/", "period"), ("qua-trinh-tham-gia/", "period"), ("quyen-loi/", "decision"),
        (f"quyen-loi/{keys['quyen-loi']}/", "payment"), ("kham-chua-benh/?xem=1", "visit"),
        ("giay-nghi-viec/?xem=1", "paper"), ("dinh-chinh/", "person"),
        (f"qua-trinh-tham-gia/{keys['giai-doan']}/", "period"),
    ]:  # fmt: skip
        text = client.get(f"/ca-nhan/{path}").content.decode()
        assert number_of[kind] in text and "Đang xem lại" in text, path


@pytest.mark.parametrize(
    ("field", "text", "error"),
    [
        ("birth_date", "1990", "ngày/tháng/năm"), ("birth_date", "31/02/1990", "ngày/tháng/năm"),
        ("birth_date", "", "Hãy ghi giá trị đúng"), ("sex", "khác", "Hãy chọn một trong"),
        ("personal_id", "12a", "chỉ chữ số"), ("full_name", "x" * 201, "200"),
        ("full_name", "Nguyễn Thị Lan", "giống giá trị"), ("", "x", "Hãy chọn mục sai"), ("user", "1", "không"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_said(
    client: Client, citizen: Citizen, field: str, text: str, error: str
) -> None:
    answer = client.post(form_of("ca-nhan"), {"muc": field, "dung": text, "vi_sao": "x"})
    assert answer.status_code == 200 and not Correction.objects.exists()
    assert error in str(answer.context["form"].errors)


def test_pressing_twice_is_asking_once_and_other_fields_are_free(client: Client, citizen: Citizen) -> None:
    for _time in range(2):
        client.post(form_of("ca-nhan"), {"muc": "full_name", "dung": "Nguyễn Thị Lân", "vi_sao": "Khai sinh"})
    client.post(form_of("ca-nhan"), {"muc": "sex", "dung": "M", "vi_sao": "Khai sinh"})
    assert sorted(Correction.objects.values_list("field", flat=True)) == ["full_name", "sex"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(field="sex").update(field="full_name")


def test_mass_assignment_changes_nothing(client: Client, citizen: Citizen) -> None:
    every = {field.name: "1" for field in Correction._meta.fields} | {
        "state": "accepted", "effect": "changed", "needs_second": "", "due_on": "2000-01-01", "answer": "có",
        "citizen": make_citizen().pk, "decided_by": citizen.user.pk, "asked_value": "1",
    }  # fmt: skip
    client.post(
        form_of("ca-nhan"), {**every, "muc": "personal_id", "dung": "012345678901", "vi_sao": "Thẻ mới"}
    )
    correction = Correction.objects.get()
    assert (correction.state, correction.citizen, correction.decided_by) == ("received", citizen, None)
    assert (correction.needs_second, correction.answer, correction.effect) == (True, "", "")
    client.post(page_of(correction), {**every, "noi_dung": "Thêm"})
    correction.refresh_from_db()
    assert (correction.state, correction.decided_by) == ("received", None)


# -- Whose it is


def test_a_strangers_row_request_and_paper_are_as_absent_as_made_up_ones(
    client: Client, citizen: Citizen
) -> None:
    other = make_citizen()
    for slug, row in rows_of(other).items():
        assert client.get(form_of(slug, row.public_id)).status_code == 404, slug
    correction = make_correction(other, files=1)
    paper = reverse("insurance:correction-file", args=[correction.files.get().file.public_id])
    for url in (page_of(correction), paper):
        assert client.get(url).status_code == 404
    for url in (page_of(correction), page_of(correction, "withdraw")):
        assert client.post(url, {"noi_dung": "x"}).status_code == 404
    for token in (
        "ca-nhan-1",
        "ca-nhan-",
        "giai-doan-x",
        "thang-thieu-2020-13--2020-14",
        "x-ho-so",
        "thang-thieu-",
    ):
        assert client.get(reverse("insurance:correction-new", args=[token])).status_code == 404, token
    assert correction.number not in client.get(LIST).content.decode()


def test_a_parent_files_for_the_child_and_both_hear_of_it(client: Client, citizen: Citizen) -> None:
    child = make_citizen(user=None, birth_date=date(2020, 5, 1))
    make_household(citizen, child)
    mandate = make_child_mandate(citizen, child)
    session = client.session
    session[MANDATE_KEY] = str(mandate.public_id)
    session.save()
    client.post(form_of("ca-nhan"), {"muc": "full_name", "dung": "Bé Đúng Tên", "vi_sao": "Khai sinh"})
    correction = Correction.objects.get()
    assert (correction.citizen, correction.filed_by, correction.filed_as) == (child, citizen.user, "guardian")
    told = set(Notification.objects.filter(kind="correction_received").values_list("citizen", flat=True))
    assert told == {child.pk, citizen.pk}
    assert AccessEntry.objects.filter(subject=child, reader=citizen.user, role="guardian").exists()


def test_who_only_looks_on_somebodys_behalf_files_nothing(client: Client, citizen: Citizen) -> None:
    giver = make_citizen()
    period = make_period(giver, date(2020, 1, 1))
    correction = make_correction(giver, "period", period, "job_title", "Thợ hàn")
    mandate = make_consent(giver, citizen, scope=["identity", "participation"])
    session = client.session
    session[MANDATE_KEY] = str(mandate.public_id)
    session.save()
    page = client.get(f"/ca-nhan/qua-trinh-tham-gia/{period.public_id}/").content.decode()
    assert "Thợ hàn" in page and "bao-sai" not in page  # the mark is part of the row; reporting is not theirs
    assert client.get(form_of("giai-doan", period.public_id)).status_code == 403
    assert client.post(page_of(correction), {"noi_dung": "x"}).status_code == 403
    client.post(page_of(correction, "withdraw"))
    correction.refresh_from_db()
    assert correction.state == "received" and not CorrectionNote.objects.exists()


# -- Papers


def test_papers_come_in_through_the_one_service_and_go_out_as_attachments(
    client: Client, citizen: Citizen
) -> None:
    data = {"muc": "full_name", "dung": "Nguyễn Thị Lân", "vi_sao": "Khai sinh"}
    bad = SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>")
    answer = client.post(form_of("ca-nhan"), {**data, "giay_to": [bad]})
    assert "Chỉ nhận ảnh" in answer.content.decode() and not StoredFile.objects.exists()
    photo = SimpleUploadedFile("../../x.jpg", pictures.photo_with_place())
    client.post(form_of("ca-nhan"), {**data, "giay_to": [photo]})
    file = Correction.objects.get().files.get().file
    paper = client.get(reverse("insurance:correction-file", args=[file.public_id]))
    assert paper["Content-Disposition"].startswith("attachment") and pictures.SECRET not in paper.content
    StoredFile.objects.update(state="held")
    assert client.get(reverse("insurance:correction-file", args=[file.public_id])).status_code == 404
    assert "đang kiểm tra vi-rút" in client.get(page_of(Correction.objects.get())).content.decode()


def test_a_cut_list_says_so(client: Client, citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    make_correction(citizen, field="full_name", asked="A", state="withdrawn", decided_at=timezone.now())
    make_correction(citizen, field="address", asked="B", state="withdrawn", decided_at=timezone.now())
    address = reverse("insurance:correction-list")
    assert "yêu cầu gần nhất" not in client.get(address).content.decode()
    monkeypatch.setattr("insurance.pages.corrections.MOST_SHOWN", 1)
    assert "Trang này hiện 1 yêu cầu gần nhất." in client.get(address).content.decode()


# -- Deciding


def decide(
    correction: Correction, officer, effect=CHANGED, *, answer: str = "Đúng theo giấy khai sinh.", now=None
):
    return services.accept(
        correction=correction, officer=officer, answer=answer, effect=effect, now=now or timezone.now()
    )


def test_an_accepted_plain_field_changes_the_record_with_its_history_and_a_notice(
    citizen: Citizen, officer
) -> None:
    citizen.birth_date, citizen.birth_precision = date(1990, 1, 1), "year"
    citizen.save()
    correction = make_correction(citizen, field="birth_date", asked="20/05/1990")
    services.take_up(correction=correction, officer=officer)
    decide(correction, officer)
    citizen.refresh_from_db()
    correction.refresh_from_db()
    assert (citizen.birth_date, citizen.birth_precision) == (date(1990, 5, 20), "day")
    assert (correction.state, correction.effect, correction.decided_by) == ("accepted", "changed", officer)
    assert citizen.events.order_by("-pgh_id")[0].birth_date == date(1990, 5, 20)
    kinds = list(Notification.objects.filter(citizen=citizen).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["correction_received", "correction_review", "correction_accepted"]


def test_months_of_a_period_are_written_and_never_over_other_months(citizen: Citizen, officer) -> None:
    period = make_period(citizen, date(2019, 1, 1), 12)
    make_period(citizen, date(2020, 6, 1), 6)
    for asked, expected in (
        ("03/2019 – 05/2020", (date(2019, 3, 1), date(2020, 6, 1))),
        ("01/2020 – 06/2020", None),
    ):
        correction = make_correction(citizen, "period", period, "months", asked)
        if expected:
            decide(correction, officer)
        else:
            with pytest.raises(NotAllowedError, match="trái với một dòng khác"):
                decide(correction, officer)
        period.refresh_from_db()
        assert (period.months.lower, period.months.upper) == (date(2019, 3, 1), date(2020, 6, 1))


def test_a_field_that_is_not_plain_is_recorded_as_done_elsewhere(citizen: Citizen, officer) -> None:
    correction = make_correction(citizen, "visit", make_visit(citizen), "not_mine")
    with pytest.raises(NotAllowedError):
        decide(correction, officer)
    decide(correction, officer, ELSEWHERE)
    correction.refresh_from_db()
    assert (correction.state, correction.effect) == ("accepted", "elsewhere")


def test_a_value_the_record_cannot_hold_is_refused_in_words_and_nothing_changes(
    citizen: Citizen, officer
) -> None:
    taken = make_citizen().personal_id
    correction = make_correction(citizen, field="personal_id", asked="123456789012", asked_value=taken)
    first, second = officer, make_officer().user
    decide(correction, first, now=timezone.now() - HOLD)
    with pytest.raises(NotAllowedError):
        services.confirm(correction=correction, officer=second, now=timezone.now())
    correction.refresh_from_db()
    assert correction.state == "in_review" and Citizen.objects.get(pk=citizen.pk).personal_id != taken


def test_money_takes_two_officers_a_day_apart_and_the_person_is_told_before(
    citizen: Citizen, officer
) -> None:
    decision = make_decision(citizen)
    correction = make_correction(citizen, "decision", decision, "amount", "9.999.999")
    second, now = make_officer().user, timezone.now()
    decide(correction, officer, now=now)
    decision.refresh_from_db()
    assert decision.amount != 9_999_999
    assert Notification.objects.filter(citizen=citizen, kind="correction_proposed").exists()
    for who, when in [
        (officer, now + HOLD * 2),
        (second, now + HOLD - timedelta(seconds=1)),
        (citizen.user, now + HOLD),
    ]:
        with pytest.raises(NotAllowedError):
            services.confirm(correction=correction, officer=who, now=when)
    # SECURITY: not even around the service.
    for wrong in ({"decided_by": officer}, {"decided_by": second, "proposed_by": None, "proposed_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.filter(pk=correction.pk).update(
                state="accepted", effect="changed", answer="x", decided_at=now, **wrong
            )
    services.confirm(correction=correction, officer=second, now=now + HOLD)
    decision.refresh_from_db()
    assert decision.amount == 9_999_999


def test_a_second_officer_may_send_it_back_and_the_reason_stays_inside(
    client: Client, citizen: Citizen, officer
) -> None:
    correction = make_correction(citizen, "decision", make_decision(citizen), "amount", "9999999")
    decide(correction, officer)
    services.return_proposal(
        correction=correction, officer=make_officer().user, text="Thiếu bảng lương", now=timezone.now()
    )
    correction.refresh_from_db()
    assert (correction.proposed_by, correction.state) == (None, "in_review")
    assert "Thiếu bảng lương" not in client.get(page_of(correction)).content.decode()


def test_nobody_decides_on_their_own_record(citizen: Citizen, officer) -> None:
    own = make_citizen(user=officer)
    for correction in (make_correction(own), make_correction(citizen, field="sex", filed_by=officer)):
        with pytest.raises(NotAllowedError):
            decide(correction, officer, ELSEWHERE)


STEPS = {
    "take_up": lambda c, o, now: services.take_up(correction=c, officer=o),
    "ask": lambda c, o, now: services.ask_for_more(correction=c, officer=o, text="Gửi khai sinh", now=now),
    "accept": lambda c, o, now: decide(c, o, now=now),
    "refuse": lambda c, o, now: services.refuse(correction=c, officer=o, answer="Đúng rồi", now=now),
    "confirm": lambda c, o, now: services.confirm(correction=c, officer=o, now=now),
    "reply": lambda c, o, now: services.reply(
        actor=Actor.oneself(c.citizen), correction=c, text="Đây", evidence=[], now=now
    ),
    "withdraw": lambda c, o, now: services.withdraw(actor=Actor.oneself(c.citizen), correction=c, now=now),
}
LEGAL = {
    "received": {
        "take_up": "in_review", "ask": "waiting", "accept": "accepted", "refuse": "refused", "reply": "received",
        "withdraw": "withdrawn",
    },
    "in_review": {
        "ask": "waiting", "accept": "accepted", "refuse": "refused", "reply": "in_review", "withdraw": "withdrawn",
    },
    "waiting": {"accept": "accepted", "refuse": "refused", "reply": "in_review", "withdraw": "withdrawn"},
    "accepted": {}, "refused": {}, "withdrawn": {},
}  # fmt: skip


def test_only_legal_steps_change_the_state(citizen: Citizen, officer) -> None:
    for state in CorrectionState.values:
        for step, take in STEPS.items():
            with transaction.atomic():
                extra = {
                    "waiting": {"days_left": 3},
                    "accepted": {"decided_at": timezone.now(), "answer": "x", "effect": "changed"},
                    "refused": {"decided_at": timezone.now(), "answer": "x"},
                }.get(state, {})
                correction = make_correction(citizen, field="address", asked="Số 9", state=state, **extra)
                expected = LEGAL[state].get(step)
                if expected is None:
                    with pytest.raises(NotAllowedError):
                        take(correction, officer, timezone.now())
                else:
                    take(correction, officer, timezone.now())
                correction.refresh_from_db()
                assert correction.state == (expected or state), (state, step)
                transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_of_fifty_decisions_at_once_one_takes_effect() -> None:
    citizen = make_citizen()
    correction = make_correction(citizen, field="address", asked="Số 9 phố Mới")
    officers = [make_officer().user for _number in range(2)]
    start, outcomes = Barrier(50), []

    def run(number: int) -> None:
        start.wait()
        try:
            if number % 3 == 2:
                services.withdraw(actor=Actor.oneself(citizen), correction=correction, now=timezone.now())
            else:
                STEPS["accept" if number % 3 else "refuse"](correction, officers[number % 2], timezone.now())
            outcomes.append(number)
        except NotAllowedError:
            pass
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 1
    decided = Notification.objects.filter(citizen=citizen).exclude(kind="correction_received")
    assert decided.count() == 1


# -- Days


def test_terms_run_in_working_days_over_tet(citizen: Citizen) -> None:
    before = datetime(2026, 2, 12, 3, tzinfo=UTC)  # Thursday; the offices rest from Saturday 14 to Sunday 22
    name, wage = make_correction(citizen, now=before), make_correction(
        citizen, "period", make_period(citizen, date(2020, 1, 1)), "insured_wage", "5000000", now=before
    )  # fmt: skip
    assert (name.due_on, wage.due_on) == (date(2026, 2, 26), date(2026, 3, 12))
    assert working_days_until(date(2026, 2, 13), name.due_on) == 4 and is_working_day(name.due_on)
    assert working_days_until(name.due_on, name.due_on) == 0
    assert working_days_until(date(2026, 3, 2), name.due_on) == -2


def test_the_clock_stops_while_it_waits_for_the_person(citizen: Citizen, officer) -> None:
    correction = make_correction(citizen, now=datetime(2026, 3, 2, 3, tzinfo=UTC))  # due on Monday 9
    services.ask_for_more(
        correction=correction, officer=officer, text="Gửi khai sinh", now=datetime(2026, 3, 4, 3, tzinfo=UTC)
    )
    correction.refresh_from_db()
    assert correction.days_left == 3
    services.reply(
        actor=Actor.oneself(citizen), correction=correction, text="Đây", evidence=[],
        now=datetime(2026, 3, 16, 3, tzinfo=UTC),
    )  # fmt: skip
    correction.refresh_from_db()
    assert (correction.state, correction.due_on, correction.days_left) == (
        "in_review",
        date(2026, 3, 19),
        None,
    )


# -- Queries


@pytest.mark.parametrize("count", [1, 15])
def test_query_counts_do_not_grow(
    client: Client, citizen: Citizen, count: int, django_assert_num_queries
) -> None:
    for number in range(count):
        period = make_period(citizen, date(2000 + number, 1, 1))
        correction = make_correction(citizen, "period", period, "job_title", "Thợ", files=1)
        CorrectionNote.objects.create(correction=correction, author="citizen", text="x", at=timezone.now())
    with django_assert_num_queries(7):  # session, person, work (2), requests, facts, marks of the facts
        client.get(LIST)
    with django_assert_num_queries(7):  # …, request, notes, papers
        client.get(page_of(correction))
    with django_assert_num_queries(6):  # …, row, marks
        client.get(form_of("giai-doan", period.public_id))


def test_every_plain_field_writes_a_column_that_is_there() -> None:
    for kind in KINDS:
        for field in kind.fields:
            assert isinstance(field, Field)
            if field.is_plain:
                assert kind.model is not None
                assert kind.model._meta.get_field(field.attribute)


def test_finished_requests_lose_their_papers_first_and_go_later_with_their_history(citizen: Citizen) -> None:
    """Open ones stay whatever their age."""
    events = apps.get_model("insurance", "CorrectionEvent").objects
    now = timezone.now()
    term = at(CorrectionRetention, now.date())
    done = make_correction(citizen, field="address", files=2, now=now, state="withdrawn", decided_at=now)
    still = make_correction(citizen, field="full_name", asked="Nguyễn Thị Lan Anh", files=1, now=now)
    files_end, end = (now + timedelta(days=days) for days in (term.files_kept_days, term.request_kept_days))
    second = timedelta(seconds=1)
    assert retention.purge(files_end - second) == 0
    assert retention.purge(files_end + second) == 2
    assert (StoredFile.objects.count(), done.files.count(), still.files.count()) == (1, 0, 1)
    assert retention.purge(end - second) == 0
    assert events.filter(pgh_obj_id=done.pk).exists()
    assert retention.purge(end + second) == 1
    assert list(Correction.objects.all()) == [still]
    assert not events.filter(pgh_obj_id=done.pk).exists()
    assert not CorrectionNote.objects.filter(correction_id=done.pk).exists()
    assert StoredFile.objects.count() == 1
