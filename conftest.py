"""What every test of the house shares."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from portal.catalogue import compile_catalogues


def pytest_configure(config: pytest.Config) -> None:
    """Pages speak English only from a compiled catalogue. Once, before the workers start."""
    if not hasattr(config, "workerinput"):
        compile_catalogues()


@pytest.fixture(autouse=True)
def default_language() -> Iterator[None]:
    """A page asked for in English leaves its language in the thread; the next test begins in Vietnamese."""
    translation.activate(settings.LANGUAGE_CODE)
    yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "browser" in report.nodeid]
    if skipped:
        terminalreporter.write_sep(
            "!", f"{len(skipped)} BROWSER TESTS DID NOT RUN: Chromium is missing", red=True
        )


@pytest.fixture(scope="session", autouse=True)
def _flush_empties_what_was_filled() -> Iterator[None]:
    """Tests that commit are undone row by row where they wrote: of the many tables most are empty, and TRUNCATE
    takes as long for those. What `migrate` wrote about the models stays, so it need not be written again. Triggers
    rest meanwhile: the access log's refuse everybody else."""
    from django.core.management.commands import flush
    from django.db.backends.postgresql.operations import DatabaseOperations

    about_models = {"django_content_type", "auth_permission"}

    def sql_flush(self: Any, style: Any, tables: Iterable[str], **options: Any) -> list[str]:
        names = [self.quote_name(table) for table in tables if table not in about_models]
        with self.connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(map("(SELECT '{0}' FROM {0} LIMIT 1)".format, names)))
            filled = [name for (name,) in cursor.fetchall()]
        role = "SET LOCAL session_replication_role = {};".format
        return [role("replica"), *map("DELETE FROM {};".format, filled), role("DEFAULT")]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_args, **_options: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _forced_sign_in_is_complete() -> Iterator[None]:
    """`force_login` stands for everything a sign-in asks of that account: of staff, a second factor too. The pages'
    own refusal stays in force; signing in by the form shows it (citizens/tests/test_second_factor.py)."""
    from django.test import Client

    plain = Client.force_login

    def force_login(self: Client, user: Any, backend: str | None = None) -> None:
        from citizens.tests.factories import show_second_factor

        plain(self, user, backend)
        if user.is_staff:
            show_second_factor(self, user)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", force_login)
        yield


@pytest.fixture(autouse=True)
def unlogged_reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Threat T05: a unit of work that loads a personal row of somebody else, by whatever query, and ends without
    exactly one access-log entry for that person fails the test it happened in. A test that means to provoke it
    takes this list, looks at it and clears it."""
    from django.db import connection, models

    from citizens.actors import Actor
    from citizens.personal import PersonalQuerySet

    working: ContextVar[tuple[Actor, set[int]] | None] = ContextVar("working", default=None)
    missing: list[str] = []
    fetch, at_work = PersonalQuerySet._fetch_all, Actor.at_work

    def watched_fetch(rows: Any) -> None:
        fresh = rows._result_cache is None
        fetch(rows)
        now = working.get()
        if fresh and now is not None:
            actor, seen = now
            own = {actor.person.pk} if actor.person else set()
            people = {rows._person_of(row) for row in rows._result_cache if isinstance(row, models.Model)}
            seen.update(people - own - {0})  # 0: a row that is nobody's

    @contextmanager
    def watched_work(actor: Actor) -> Iterator[None]:
        token = working.set((actor, set()))
        try:
            with at_work(actor):
                yield
            counts = {person: entries(actor, person) for person in working.get()[1]}  # type: ignore[index]
            missing.extend(
                f"{actor.role} read person {person}: {count} log entries"
                for person, count in counts.items()
                if count != 1
            )
        finally:
            working.reset(token)

    def entries(actor: Actor, person: int) -> int:
        """Counted past the captured queries, so that pinned numbers stay those of the site."""
        with connection.connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM citizens_accessentry WHERE work = %s AND subject_id = %s",
                [actor.work.public_id, person],
            )
            return int(cursor.fetchone()[0])

    monkeypatch.setattr(PersonalQuerySet, "_fetch_all", watched_fetch)
    monkeypatch.setattr(Actor, "at_work", watched_work)
    yield missing
    if missing:
        pytest.fail("\n".join(missing))
