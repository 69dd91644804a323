"""The access log: written with the read, never changed, and the verifier names the first broken row."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, connections, transaction
from django.utils.timezone import localdate

from citizens import access_log
from citizens.actors import Actor, DataClass, OutOfScope, Purpose, Reach, ReadOutsideWorkError, Role
from citizens.asking import mandate_actor
from citizens.models import AccessEntry, AccessHead, AccessPending, AccessSeal, Citizen
from citizens.tests.factories import make_child_mandate, make_citizen, make_consent, make_household
from insurance.models import ParticipationPeriod
from insurance.tests.factories import make_period

pytestmark = pytest.mark.django_db


def officer(**reach: object) -> Actor:
    return Actor(
        Role.OFFICER, frozenset({DataClass.IDENTITY, DataClass.PARTICIPATION}), None, "canbo1",
        reach=Reach(**reach), unit="BHXH cơ sở thử", purpose=Purpose.OFFICE,  # type: ignore[arg-type]
    )  # fmt: skip


def read_as(actor: Actor, times: int = 1) -> None:
    for _ in range(times):
        fresh = Actor(
            actor.role, actor.scope, actor.user_id, actor.label, actor.person, actor.subject, actor.reach,
            actor.unit, actor.purpose,
        )  # fmt: skip
        with fresh.at_work():
            list(Citizen.objects.for_actor(fresh))


# -- Writing


def test_reading_oneself_leaves_no_entry() -> None:
    me = make_citizen()
    actor = Actor.oneself(me)
    with actor.at_work():
        assert list(Citizen.objects.for_actor(actor)) == [me]
    assert AccessEntry.objects.count() == 0


def test_one_unit_of_work_leaves_one_entry_a_person_with_all_it_read() -> None:
    parent, child = make_citizen(), make_citizen(birth_date=localdate() - timedelta(days=2000))
    make_household(parent, child)
    make_period(child, date(2024, 1, 1))
    actor = mandate_actor(parent, str(make_child_mandate(parent, child).public_id))
    assert actor is not None
    with actor.at_work():
        assert len(ParticipationPeriod.objects.for_actor(actor)) == 1
        assert ParticipationPeriod.objects.for_actor(actor).exists()
        assert Citizen.objects.for_actor(actor).get() == child
    (entry,) = AccessEntry.objects.all()
    assert (entry.subject, entry.reader_id, entry.role) == (child, parent.user_id, Role.GUARDIAN)
    assert entry.data_classes == ["identity", "participation"]
    assert (entry.reader_label, entry.purpose) == (parent.full_name, Purpose.CHILD)


@pytest.mark.parametrize("people", [1, 15])
def test_an_officers_list_is_one_statement_and_one_entry_a_person(
    people: int, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for _ in range(people):
        make_citizen()
    make_citizen(province_code="48")
    actor = officer(province_id="75")
    with django_assert_num_queries(4), actor.at_work():  # savepoint, people, entries, release
        assert len(Citizen.objects.for_actor(actor)) == people
    assert AccessEntry.objects.count() == people
    assert AccessEntry.objects.filter(subject__province="48").count() == 0


def test_an_officer_without_a_post_sees_nobody() -> None:
    make_citizen()
    actor = officer()
    with actor.at_work():
        assert list(Citizen.objects.for_actor(actor)) == []


def test_a_read_that_cannot_be_logged_is_refused() -> None:
    make_citizen()
    with pytest.raises(ReadOutsideWorkError):
        list(Citizen.objects.for_actor(officer(nationwide=True)))


def test_what_is_out_of_scope_is_refused_before_any_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(0), pytest.raises(OutOfScope):
        AccessEntry.objects.for_actor(officer(nationwide=True))


def test_an_error_takes_the_entry_back_with_the_answer() -> None:
    make_citizen()
    actor = officer(nationwide=True)
    with pytest.raises(ZeroDivisionError), actor.at_work():
        list(Citizen.objects.for_actor(actor))
        raise ZeroDivisionError
    assert AccessEntry.objects.count() == 0


def test_iterating_and_values_are_reads_too() -> None:
    person = make_citizen()
    for read in (
        lambda rows: list(rows.iterator()),
        lambda rows: list(rows.values("pk")),
        lambda rows: rows.first(),
    ):
        actor = officer(nationwide=True)
        with actor.at_work():
            assert read(Citizen.objects.for_actor(actor))
    assert [entry.subject for entry in AccessEntry.objects.all()] == [person] * 3


# -- Insert-only


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE citizens_accessentry SET purpose = 'x'",
        "DELETE FROM citizens_accessentry",
        "TRUNCATE citizens_accessentry CASCADE",
        "UPDATE citizens_accessseal SET position = position + 1",
        "DELETE FROM citizens_accessseal",
        "TRUNCATE citizens_accessseal",
    ],
)
def test_the_database_refuses_every_change(sql: str) -> None:
    make_citizen()
    read_as(officer(nationwide=True))
    access_log.seal_pending()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or TRUNCATE is refused for another reason
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_an_entry_cannot_be_dated_back() -> None:
    person = make_citizen()
    entry = AccessEntry.objects.create(
        work="00000000-0000-4000-8000-000000000001",
        subject=person, reader_label="x", role=Role.OFFICER, data_classes=["identity"], at="2020-01-01T00:00:00Z",
    )  # fmt: skip
    entry.refresh_from_db()
    assert timedelta(0) <= access_log.timezone.now() - entry.at < timedelta(minutes=1)


# -- The chain


@pytest.fixture
def chain() -> list[AccessEntry]:
    """Six sealed entries of one person, and the exported head of their month."""
    make_citizen()
    read_as(officer(nationwide=True), 6)
    assert access_log.seal_pending() == 6
    return list(AccessEntry.objects.order_by("seal__position"))


def tamper(*statements: str) -> None:
    """What somebody with all rights on the database can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_an_untouched_chain_is_whole(chain: list[AccessEntry]) -> None:
    assert access_log.verify() == access_log.Verdict(6, None)
    assert AccessPending.objects.count() == 0
    head = AccessHead.objects.get()
    assert (head.count, head.digest) == (6, AccessSeal.objects.get(position=6).digest)


def test_sealing_goes_on_where_it_ended(chain: list[AccessEntry]) -> None:
    read_as(officer(nationwide=True), 2)
    assert access_log.seal_pending() == 2
    assert access_log.seal_pending() == 0
    assert access_log.verify() == access_log.Verdict(8, None)


def broken() -> tuple[int, str]:
    found = access_log.verify().broken
    assert found is not None
    return found.position, found.entry


def test_a_changed_row_is_named(chain: list[AccessEntry]) -> None:
    tamper(f"UPDATE citizens_accessentry SET reader_label = 'ai đó' WHERE id = {chain[2].pk}")
    assert broken() == (3, str(chain[2].public_id))


def test_a_deleted_row_is_named(chain: list[AccessEntry]) -> None:
    tamper(
        f"DELETE FROM citizens_accessseal WHERE entry_id = {chain[2].pk}",
        f"DELETE FROM citizens_accessentry WHERE id = {chain[2].pk}",
    )
    assert broken() == (3, "")


def test_two_swapped_rows_are_named(chain: list[AccessEntry]) -> None:
    tamper(
        f"UPDATE citizens_accessseal SET position = 99 WHERE entry_id = {chain[1].pk}",
        f"UPDATE citizens_accessseal SET position = 2 WHERE entry_id = {chain[3].pk}",
        f"UPDATE citizens_accessseal SET position = 4 WHERE entry_id = {chain[1].pk}",
    )
    assert broken() == (2, str(chain[3].public_id))


def test_a_cut_tail_is_named(chain: list[AccessEntry]) -> None:
    for entry in chain[4:]:
        tamper(
            f"DELETE FROM citizens_accessseal WHERE entry_id = {entry.pk}",
            f"DELETE FROM citizens_accessentry WHERE id = {entry.pk}",
        )
    assert broken() == (5, "")


def test_a_cut_tail_with_an_older_signed_head_is_named_by_the_exported_one(
    chain: list[AccessEntry], tmp_path: Path
) -> None:
    old = AccessHead.objects.get()
    read_as(officer(nationwide=True), 2)
    access_log.seal_pending()
    heads = tmp_path / "heads.jsonl"
    assert access_log.export_heads(heads) == 1
    assert access_log.export_heads(heads) == 0
    for seal in AccessSeal.objects.filter(position__gt=6):
        tamper(
            f"DELETE FROM citizens_accessseal WHERE entry_id = {seal.pk}",
            f"DELETE FROM citizens_accessentry WHERE id = {seal.pk}",
        )
    old.save()  # the head of an hour ago, with its genuine signature
    assert access_log.verify().broken is None
    found = access_log.verify(heads).broken
    assert found is not None
    assert found.position == 7


def test_a_row_put_in_the_middle_is_named(chain: list[AccessEntry]) -> None:
    """Put in with all seals after it made anew, as one can who knows how: the signed head still tells."""
    stranger = AccessEntry.objects.create(
        work="00000000-0000-4000-8000-000000000002", subject=chain[0].subject, reader_label="x",
        role=Role.OFFICER, data_classes=["identity"],
    )  # fmt: skip
    stranger.refresh_from_db()
    AccessPending.objects.all().delete()
    month = AccessHead.objects.get().month
    tamper("DELETE FROM citizens_accessseal WHERE position > 3")
    digest = AccessSeal.objects.get(position=3).digest
    for position, entry in enumerate([stranger, *chain[3:]], 4):
        digest = access_log.link(digest, access_log.content_digest(access_log.content_of(entry)))
        AccessSeal.objects.create(entry=entry, month=month, position=position, digest=digest)
    found = access_log.verify().broken
    assert found is not None
    assert found.position == 7
    AccessHead.objects.update(count=7, digest=digest)  # and the head without the key
    assert "signature" in str(access_log.verify().broken)


def test_an_entry_smuggled_past_the_seals_is_named(chain: list[AccessEntry]) -> None:
    read_as(officer(nationwide=True))
    AccessPending.objects.all().delete()
    found = access_log.verify().broken
    assert found is not None
    assert found.entry == str(AccessEntry.objects.latest("pk").public_id)


def test_the_command_says_what_is_broken_and_fails(
    chain: list[AccessEntry], capsys: pytest.CaptureFixture
) -> None:
    call_command("verify_access_log")
    assert "6" in capsys.readouterr().out
    tamper(f"UPDATE citizens_accessentry SET unit = '' WHERE id = {chain[0].pk}")
    with pytest.raises(CommandError, match=str(chain[0].public_id)):
        call_command("verify_access_log")


def test_two_sealers_do_not_fork_the_chain() -> None:
    """While one holds the lock another seals nothing and waits for nobody."""
    make_citizen()
    read_as(officer(nationwide=True))
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [access_log.SEALING_LOCK])
            assert access_log.seal_pending() == 0
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()
    assert access_log.seal_pending() == 1


def test_a_delegate_reads_only_what_was_agreed() -> None:
    mother, son = make_citizen(), make_citizen()
    actor = mandate_actor(son, str(make_consent(mother, son, scope=[DataClass.IDENTITY]).public_id))
    assert actor is not None
    with actor.at_work():
        assert Citizen.objects.for_actor(actor).get() == mother
        with pytest.raises(OutOfScope):
            ParticipationPeriod.objects.for_actor(actor)
    assert json.loads(json.dumps(AccessEntry.objects.get().data_classes)) == ["identity"]
