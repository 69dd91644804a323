"""Work of two people (T07): money, accounts and merged records; one officer proposes, another confirms, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pghistory
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from citizens.actors import Actor, Purpose
from citizens.exports import tables_of
from citizens.models import (
    AccessEntry,
    Approval,
    Citizen,
    Contact,
    HouseholdMember,
    IdentityEvidence,
    Mandate,
    Merge,
    MergePaper,
    Notification,
    RecordOpening,
    StaffAlert,
    User,
)
from citizens.staff import approvals
from citizens.tests import pictures
from citizens.tests.factories import (
    make_child_mandate,
    make_citizen,
    make_contact,
    make_household,
    make_officer,
)
from citizens.tests.helpers import letters, stop_link
from insurance.check_codes import services as codes
from insurance.check_codes.codec import Refusal, RefusedError
from insurance.corrections.services import HOLD
from insurance.lookups.answers import find_person
from insurance.models import (
    BenefitPayment,
    Correction,
    HiCard,
    ParticipationPeriod,
    PayoutAccount,
)
from insurance.tests.factories import (
    make_card,
    make_correction,
    make_decision,
    make_payment,
    make_period,
    make_visit,
)
from portal.staff.merging import retention, rows, steps
from portal.tests.test_staff_people import officer_client, open_it, page_of

pytestmark = pytest.mark.django_db
QUEUE = "/quan-tri/citizens/approval/cho/"
REASON = {"basis": "Sao kê ngày 01/11/2026", "answer": "Bạn đổi ngân hàng nhận lương hưu."}


def link(secret: str) -> str:
    return f"https://an-sinh.example/tai-khoan/dung-lai/{secret}/"


def pass_a_day() -> None:
    """As if it had been proposed a day ago."""
    ago = timezone.now() - timedelta(hours=25)
    Approval.objects.filter(state="waiting").update(proposed_at=ago, ready_at=ago + HOLD)
    Correction._base_manager.exclude(proposed_at=None).update(proposed_at=ago)


# -- Money, and the account it is paid to


def send(client: Client, person: Citizen, kind: str, **fields: str) -> Any:
    data = {f"{kind}-{name}": value for name, value in {**REASON, **fields}.items()}
    return client.post(page_of(person, "propose"), {"kind": kind, **data})


def decide(client: Client, correction: Correction, step: str = "confirm") -> Any:
    return client.post(
        reverse("admin:insurance_correction_change", args=[correction.pk]),
        {"buoc": step, "loi": "Chưa đủ giấy"},
    )


@pytest.fixture
def pensioner() -> Citizen:
    person = make_citizen(phone="0987000111", email="cu@vidu.vn")
    make_contact(person.user, "phone", "0912000222")
    return person


def test_an_account_changes_only_by_two_officers_a_day_and_a_notice(pensioner: Citizen) -> None:
    payment = make_payment(
        make_decision(pensioner), state="planned", paid_on=None, channel="post", account_masked=""
    )
    first, second, elsewhere = officer_client(), officer_client(), officer_client(province="48")
    open_it(first, pensioner)
    assert send(first, pensioner, "account", bank="Ngân hàng Thử", last="12345").status_code == 400
    assert send(first, pensioner, "account", bank="Ngân hàng Thử", last="6789").url == QUEUE
    asked = Correction._base_manager.get()
    assert asked.state == "in_review" and asked.by_office and asked.needs_second
    told = {letter.address: letter.text for letter in letters("correction")}
    assert set(told) == {"0987000111", "cu@vidu.vn", "0912000222"} and all(
        "dung-lai" in t for t in told.values()
    )
    assert not any("6789" in text or "Ngân hàng" in text for text in told.values())
    assert Notification.objects.filter(citizen=pensioner, kind="office_proposed").count() == 1
    # A second proposal for the same waits for the first.
    assert send(first, pensioner, "account", bank="Ngân hàng Khác", last="1111").status_code == 400
    # Not before the day is over, never by who proposed it, never from another province.
    for client in (first, second):
        decide(client, asked)
    pass_a_day()
    decide(first, asked)
    assert decide(elsewhere, asked).status_code == 404
    assert not PayoutAccount.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction._base_manager.update(
            state="accepted",
            effect="changed",
            answer="x",
            decided_by=asked.proposed_by,
            decided_at=timezone.now(),
        )
    assert decide(second, asked).url == QUEUE
    account = PayoutAccount.objects.get()
    assert (account.words, account.until) == ("Ngân hàng Thử, ******6789", None)
    payment.refresh_from_db()
    assert (payment.channel, payment.place, payment.account_masked) == ("bank", "Ngân hàng Thử", "******6789")
    assert Notification.objects.filter(citizen=pensioner, kind="office_accepted").count() == 1
    decide(second, asked, "refuse")
    assert PayoutAccount.objects.count() == 1
    own = Client()
    own.force_login(pensioner.user)
    assert "******6789" in own.get(reverse("insurance:benefit-list")).content.decode()
    page = first.get(page_of(pensioner, "changes")).content.decode()
    assert "******6789" in page


def test_a_benefit_amount_is_stopped_by_its_person_and_refused_by_the_second(pensioner: Citizen) -> None:
    decision = make_decision(pensioner, amount=1_000_000)
    first, second = officer_client(), officer_client()
    open_it(first, pensioner)
    what = f"quyen-loi-{decision.public_id}-amount"
    assert send(first, pensioner, "money", what=what, asked="1.000.000").status_code == 400  # as it is
    assert send(first, pensioner, "money", what="quyen-loi-khac-amount", asked="5").status_code == 400
    for stop in (True, False):
        assert send(first, pensioner, "money", what=what, asked="2.000.000").url == QUEUE
        asked = Correction._base_manager.get(state="in_review")
        pass_a_day()
        own = Client()
        own.force_login(pensioner.user)
        mine = own.get(reverse("insurance:correction-detail", args=[asked.public_id])).content.decode()
        assert "bạn không gửi" in mine and REASON["answer"] in mine
        if stop:
            assert "Đã dừng lại" in Client().post(stop_link()).content.decode()
            decide(second, asked)
        else:
            decide(second, asked, "refuse")
        asked.refresh_from_db()
        decision.refresh_from_db()
        assert (asked.state, decision.amount) == ("withdrawn" if stop else "refused", 1_000_000)
        assert (
            StaffAlert.objects.filter(kind="stopped", officer=asked.proposed_by).count() == 1
        )  # an auditor looks
        assert asked.proposed_by_id is not None  # who had proposed it stays known
    assert send(first, pensioner, "money", what=what, asked="3.000.000").url == QUEUE
    pass_a_day()
    decide(second, Correction._base_manager.get(state="in_review"))
    decision.refresh_from_db()
    assert decision.amount == 3_000_000


def test_only_who_keeps_records_proposes_and_never_for_oneself() -> None:
    officer = make_officer("75", roles=["records"])
    me, other = make_citizen(user=officer.user), make_citizen()
    client = Client()
    client.force_login(officer.user)
    for page in ("propose", "merge"):
        assert officer_client("support").get(page_of(other, page)).status_code == 403
        assert officer_client("auditor", None).get(page_of(other, page)).status_code == 403
        assert (
            me.full_name not in client.get(page_of(me, page)).content.decode()
        )  # it asks why, and never opens
        assert officer_client(province="48").get(page_of(other, page)).status_code == 302
    open_it(client, other)
    assert "của chính bạn" in compare(client, other, me).content.decode()
    assert not Merge.objects.exists()


# -- Two records of one person


def compare(client: Client, this: Citizen, other: Citizen) -> Any:
    return client.post(page_of(this, "merge"), {"number": other.bhxh_number})


def propose(client: Client, this: Citizen, other: Citizen, keep: str = "this", paper: bytes = b"") -> Any:
    data = {
        **({"papers": SimpleUploadedFile("giay.png", paper)} if paper else {}),
        "number": other.bhxh_number,
        "keep": keep,
        "why": "Hai sổ của một người",
        "evidence": "TK1-TS 15/11/2026",
    }
    return client.post(page_of(this, "merge"), data)


def paper_of(step: Approval) -> str:
    """The first paper of a proposal."""
    return reverse("admin:citizens_approval_paper", args=[MergePaper.objects.get(merge=step.target).pk])


def page_of_step(step: Approval) -> str:
    return reverse("admin:citizens_approval_decide", args=[step.pk])


@pytest.fixture
def pair() -> tuple[Citizen, Citizen]:
    """One human with two books: the second with an account, a child, a card, benefits and months that overlap."""
    kept = make_citizen(full_name="Nguyễn Thị Hai Sổ", user=None, personal_id=None, phone="0987000111")
    retired = make_citizen(full_name="Nguyễn Thị Hai Sổ")
    make_contact(retired.user, "phone", "0912000222")
    today = localdate()
    make_period(kept, date(2020, 1, 1), 12)
    make_period(retired, date(2018, 1, 1), 12)
    make_period(retired, date(2019, 7, 1), 24)  # six months before, twelve twice, six after
    make_card(kept, today - timedelta(30), today + timedelta(30))
    make_card(retired, today - timedelta(60), today + timedelta(10))
    make_payment(make_decision(retired))
    make_visit(retired)
    make_household(kept)
    make_household(retired)
    child = make_citizen(birth_date=localdate() - timedelta(days=3000))
    make_child_mandate(retired, child)
    make_correction(retired, field="address", asked="Số 1")
    return kept, retired


def test_two_records_become_one_and_the_retired_number_leads_there(pair: tuple[Citizen, Citizen]) -> None:
    kept, retired = pair
    account, number, identity = retired.user, retired.bhxh_number, retired.personal_id
    card = HiCard.objects.get(citizen=retired)
    code = codes.issue_for_card(card).code
    paper = codes.issue_for_paper(
        kind="participation", citizen=retired, valid_from=localdate(), valid_until=localdate() + timedelta(9),
        expires_at=timezone.now() + timedelta(9), figures=[1, 2],
    ).code  # fmt: skip
    before = snapshot()
    first, second, elsewhere = officer_client(), officer_client(), officer_client(province="48")
    open_it(first, kept)
    seen = compare(first, kept, retired)
    assert [str(row.months) for row in seen.context["overlaps"]] == ["01/2020 – 12/2020"]
    assert retired.bhxh_number in seen.content.decode() and "Không gộp được" not in seen.content.decode()
    assert AccessEntry.objects.filter(subject=retired, purpose="merge").exists()
    assert propose(first, kept, retired, paper=pictures.png()).url == QUEUE
    step = Approval.objects.get()
    assert {letter.address for letter in letters("merge")} == {"0987000111", "0912000222"}
    assert Notification.objects.filter(kind="merge_proposed").count() == 2
    assert compare(first, kept, retired).context["forbidden"]  # one proposal at a time
    # Not before the day is over, never by who proposed it, never from another province or role.
    where = page_of_step(step)
    for client in (first, second):
        client.post(where, {"decision": "confirm"})
    pass_a_day()
    assert first.post(where, {"decision": "confirm"}).status_code == 400
    assert elsewhere.post(where, {"decision": "confirm"}).status_code == 404
    assert officer_client("support").post(where, {"decision": "confirm"}).status_code == 403
    assert not Merge.objects.exclude(done_at=None).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.update(state="approved", decided_by=step.proposed_by, decided_at=timezone.now())
    page = second.get(where).content.decode()
    assert "Hai sổ của một người" in page and "TK1-TS" in page and "01/2020 – 12/2020" in page
    assert (
        RecordOpening._base_manager.filter(case_number=step.number, citizen__in=(kept, retired)).count() == 2
    )
    assert second.get(paper_of(step))["Content-Disposition"].startswith("attachment")
    assert elsewhere.get(paper_of(step)).status_code == 404
    assert second.post(where, {"decision": "confirm"}).url == QUEUE
    assert second.post(where, {"decision": "confirm"}).status_code == 400  # once
    # -- one record
    kept.refresh_from_db()
    retired.refresh_from_db()
    account.refresh_from_db()
    assert (kept.user, kept.personal_id, retired.user, retired.merged_into) == (account, identity, None, kept)
    spans = (
        ParticipationPeriod.objects.filter(citizen=kept).order_by("months").values_list("months", flat=True)
    )
    assert [(span.lower.isoformat(), span.upper.isoformat()) for span in spans] == [
        ("2018-01-01", "2019-01-01"), ("2019-07-01", "2020-01-01"), ("2020-01-01", "2021-01-01"),
        ("2021-01-01", "2021-07-01"),
    ]  # fmt: skip
    behind = ParticipationPeriod.objects.get(citizen=retired).months
    assert (behind.lower, behind.upper) == (date(2020, 1, 1), date(2021, 1, 1))
    system = Actor.system(kept, purpose=Purpose.EXPORT)
    with system.at_work():
        taken = tables_of(system)  # what stays behind is still kept of the person
    (left,) = [table.rows for table in taken if table.name == "thang-trung-khi-gop-ho-so"]
    assert [row[1] for row in left] == ["01/2020 – 12/2020"]
    assert HiCard.objects.filter(citizen=kept, state="active").count() == 1
    assert kept.benefitdecisions.count() == kept.benefitpayments.count() == kept.medicalvisits.count() == 1
    assert Mandate.objects.get().holder == kept and Correction._base_manager.get().citizen == kept
    assert HouseholdMember.objects.filter(citizen=kept, left_on=None).count() == 1
    # -- the retired number leads there: look-ups, sign-in, search, codes
    for asked in ({"number": number}, {"birth_date": kept.birth_date}):
        assert find_person(name="Nguyễn Thị Hai Sổ", **asked) == kept
    assert User.objects.identified_by(number) == account
    found = second.post(reverse("admin:citizens_citizen_changelist"), {"number": number}).context["found"]
    assert [row.pk for row in found] == [kept.pk]
    named = second.post(reverse("admin:citizens_citizen_changelist"), {"name": "nguyen thi hai"}).context[
        "found"
    ]
    assert [row.pk for row in named] == [kept.pk]
    assert codes.check(paper.serial).renumbered
    with pytest.raises(RefusedError) as refused:
        codes.check(code.serial)
    assert refused.value.refusal is Refusal.RENUMBERED
    own = Client()
    own.force_login(account)
    assert "gộp hoặc tách" in own.get(reverse("citizens:access-log")).content.decode()  # of both numbers
    open_it(second, retired)
    assert "đã gộp vào" in second.get(page_of(retired)).content.decode()
    changes = second.get(page_of(kept, "changes"))
    told = changes.context["changes"][0]
    assert "đề nghị" in told.who and "gộp" in told.label
    assert ("Giai đoạn tham gia", "1 | 2", "4") in [(d.field, d.before, d.after) for d in told.differences]
    # -- and back again, by two people and a day
    assert second.post(where, {"why": "Nhầm người"}).url == QUEUE
    undo = Approval.objects.get(state="waiting")
    pass_a_day()
    second.post(page_of_step(undo), {"decision": "confirm"})
    assert Citizen.objects.get(pk=retired.pk).merged_into == kept
    first.post(page_of_step(undo), {"decision": "confirm"})
    assert snapshot() == before
    assert (
        not codes.check(code.serial).renumbered and find_person(name=kept.full_name, number=number) == retired
    )
    assert Merge.objects.get().undone_at is not None
    # The papers go when their time is over; what was decided stays.
    assert retention.purge() == 0 and retention.purge(timezone.now() + timedelta(days=4000)) == 1
    assert not MergePaper.objects.exists() and Merge.objects.exists()


def snapshot() -> dict[str, list[Any]]:
    """Everything of both records that a merge may touch."""
    people = Citizen.objects.order_by("pk").values_list("pk", "user", "personal_id", "merged_into")
    found: dict[str, list[Any]] = {"people": list(people)}
    for relation, rule in rows.RELATIONS.items():
        if rule != rows.STAYS and "Notification" not in relation and "merged_into" not in relation:
            model, field = rows.model_of(relation)
            found[relation] = sorted(model._base_manager.values_list("pk", f"{field}_id"))
    found["months"] = sorted(map(str, ParticipationPeriod.objects.values_list("pk", "months")))
    found["cards"] = sorted(HiCard.objects.values_list("pk", "state", "state_reason"))
    found["homes"] = sorted(HouseholdMember.objects.values_list("pk", "left_on"), key=str)
    return found


def test_two_accounts_become_one_and_what_both_hold_ends_once() -> None:
    kept, retired = (
        make_citizen(full_name="Lê Văn Đôi"),
        make_citizen(full_name="Lê Văn Đôi", personal_id=None),
    )
    make_contact(kept.user, "phone", "0912000333")
    Contact.objects.create(user=retired.user, kind="phone", value="0912000333", verified_at=timezone.now())
    second_account, child = retired.user, make_citizen(birth_date=localdate() - timedelta(days=3000))
    for holder in (kept, retired):
        make_child_mandate(holder, child)
    merge = Merge.objects.create(kept=kept, retired=retired, evidence="x")
    merge.moved = rows.Mover(kept, retired, timezone.now()).run()
    merge.done_at = timezone.now()
    merge.save()
    second_account.refresh_from_db()
    assert not second_account.is_active and Citizen.objects.get(pk=kept.pk).user == kept.user
    assert User.objects.identified_by("0912000333") == kept.user
    assert Mandate.objects.filter(holder=kept, revoked_at=None).count() == 1
    rows.take_back(merge)
    second_account.refresh_from_db()
    assert second_account.is_active and Citizen.objects.get(pk=retired.pk).user == second_account
    assert Mandate.objects.filter(revoked_at=None).count() == 2


def test_what_cannot_be_merged_says_why() -> None:
    kept, retired = make_citizen(), make_citizen(phone="0987000111")
    client = officer_client()
    open_it(client, kept)
    for person in (kept, retired):
        IdentityEvidence.objects.create(user=person.user, citizen=person, method="vneid")
    page = compare(client, kept, retired)
    assert "đây là hai người" in page.content.decode() and page.context["form"] is None
    assert propose(client, kept, retired).status_code == 400
    IdentityEvidence.objects.filter(citizen=kept).delete()
    assert "Hãy chọn hồ sơ kia" in propose(client, kept, retired).content.decode()
    assert "cùng một hồ sơ" in compare(client, kept, kept).content.decode()
    assert "Không có hồ sơ" in compare(client, kept, make_citizen(province_code="48")).content.decode()
    assert compare(client, kept, Citizen(bhxh_number="12")).status_code == 400
    assert not Merge.objects.exists()
    # The other way round it may be proposed; the person stops it, or the second officer refuses.
    for stop in (True, False):
        assert propose(client, kept, retired, keep="other").url == QUEUE
        step = Approval.objects.get(state="waiting")
        if stop:
            assert "Đã dừng lại" in Client().post(stop_link()).content.decode()
        else:
            where, second = page_of_step(step), officer_client()
            assert second.post(where, {"decision": "refuse"}).status_code == 400  # without a reason
            assert second.post(where, {"decision": "refuse", "reason": "Chưa rõ"}).url == QUEUE
        step.refresh_from_db()
        assert step.state == ("stopped" if stop else "refused")
        assert StaffAlert.objects.filter(kind="stopped", officer=step.proposed_by).count() == 1
    assert not Citizen.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("count", [1, 12])
def test_two_records_cost_the_same_however_long_they_are(count: int, django_assert_max_num_queries) -> None:
    kept, retired = make_citizen(), make_citizen(personal_id=None)
    for person in (kept, retired):
        for year in range(count):
            make_period(person, date(2005 + year, 1, 1), 6)
            make_payment(make_decision(person))
    first, second = officer_client(), officer_client()
    open_it(first, kept)
    compare(first, kept, retired)
    with django_assert_max_num_queries(42):
        seen = compare(first, kept, retired)
    assert len(seen.context["overlaps"]) == count
    propose(first, kept, retired)
    where = page_of_step(Approval.objects.get())
    second.get(where)
    with django_assert_max_num_queries(32):
        second.get(where)


def test_every_column_that_names_a_person_says_what_becomes_of_it() -> None:
    named = {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in Citizen._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete
        and not issubclass(relation.related_model, pghistory.models.Event)
    }  # fmt: skip
    assert named == set(rows.RELATIONS)


def test_what_overlaps_is_cut_out_in_order() -> None:
    def month(number: int) -> date:
        return date(2020, number, 1)

    span = (month(2), month(10))
    assert rows.without(span, []) == [span]
    assert rows.without(span, [(month(1), month(12))]) == []
    assert rows.without(span, [(month(6), month(7)), (month(3), month(4))]) == [
        (month(2), month(3)), (month(4), month(6)), (month(7), month(10)),
    ]  # fmt: skip
    assert rows.without(span, [(month(1), month(2)), (month(10), month(12))]) == [span]


@pytest.mark.django_db(transaction=True)
def test_of_many_confirmations_at_once_one_takes_effect() -> None:
    first = make_officer("75").user
    officers = [make_officer("75").user for _number in range(4)]
    kept, retired = make_citizen(user=None), make_citizen(personal_id=None)
    make_payment(make_decision(retired), state="planned", paid_on=None)
    step = steps.propose(
        officer=first, kept=kept, retired=retired, why="x", evidence="x", papers=[], link=link
    )
    pass_a_day()

    def press(officer: User) -> bool:
        try:
            steps.confirm(step, officer)
        except steps.NotAllowedError:
            return False
        finally:
            connection.close()
        return True

    # The step itself, by which papers and merges go: whoever comes second finds it closed.
    bare = approvals.propose(kind=Approval.Kind.IDENTITY, target=1, province_id="75", officer=first)
    barrier = Barrier(len(officers))

    def decide_bare(officer: User) -> bool:
        barrier.wait()
        try:
            approvals.confirm(bare, officer)
        except approvals.SecondPersonNeededError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(5) as pool:
        results = list(pool.map(press, [first, *officers]))
        decided = list(pool.map(decide_bare, officers))
    assert sum(decided) == 1
    assert sum(results) == 1 and not results[0]
    assert Merge.objects.get().done_at is not None
    assert BenefitPayment.objects.get().citizen == kept
    assert Notification.objects.filter(kind="merge_done").count() == 1


# -- The queue


@pytest.mark.parametrize("count", [1, 6])
def test_one_queue_shows_both_steps_of_every_kind(count: int, django_assert_max_num_queries) -> None:
    first, second = officer_client(), officer_client()
    for _number in range(count):
        kept, retired = make_citizen(), make_citizen(personal_id=None)
        decision = make_decision(kept, amount=1_000_000)
        open_it(first, kept)
        propose(first, kept, retired)
        send(first, kept, "account", bank="Ngân hàng Thử", last="6789")
        send(first, kept, "money", what=f"quyen-loi-{decision.public_id}-amount", asked="2.000.000")
    from citizens.models import IdentityCheck

    check = IdentityCheck.objects.create(user=make_citizen().user, digest="0" * 64)
    officer = make_officer("75").user
    approvals.propose(
        kind=Approval.Kind.IDENTITY, target=check.pk, province_id="75", officer=officer, why="Khớp"
    )
    elsewhere = officer_client(province="48").get(QUEUE)
    assert elsewhere.context["mine"] == elsewhere.context["proposed"] == []
    with django_assert_max_num_queries(12):
        page = second.get(QUEUE)
    mine = page.context["mine"]
    assert len(mine) == 3 * count + 1 and not page.context["proposed"]
    text = page.content.decode()
    for words in (
        "gộp hai hồ sơ",
        "tài khoản nhận tiền",
        "quyền lợi đã hưởng",
        "duyệt giấy tờ",
        "xác nhận được từ",
    ):
        assert words in text.lower(), words
    assert "Sao kê" in text and "Hai sổ của một người" in text and kept.full_name not in text
    assert [step.due_on for step in mine] == sorted(step.due_on for step in mine)
    proposed = first.get(QUEUE).context
    assert len(proposed["proposed"]) == 3 * count and len(proposed["mine"]) == 1
    assert {step.kind for step in officer_client("support").get(QUEUE).context["mine"]} == {
        Approval.Kind.IDENTITY.label
    }
    row = {str(q.title): q for q in second.get(reverse("admin:index")).context["queues"]}[
        "Việc chờ người thứ hai"
    ]
    assert (row.count, row.url) == (3 * count + 1, QUEUE)
    assert second.get(page_of_step(Approval.objects.filter(kind="merge").first())).status_code == 200
