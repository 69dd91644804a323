"""The home page: three tasks by who is looking, notices, news."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from citizens.asking import MANDATE_KEY
from citizens.tests.factories import (
    make_child_mandate,
    make_citizen,
    make_household,
    make_officer,
    make_user,
)
from portal.news.tests.factories import make_news

pytestmark = pytest.mark.django_db


def tasks(client: Client) -> list[str]:
    return [task.url_name for task in client.get("/").context["tasks"]]


def test_three_tasks_by_who_is_looking(client: Client) -> None:
    anonymous = tasks(client)
    client.force_login(make_citizen().user)
    citizen = tasks(client)
    assert anonymous == ["insurance:participation-history", "lookups:overview", "facilities:place-list"]
    assert citizen == ["insurance:participation-history", "insurance:card", "insurance:benefit-list"]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("national", ["admin:insurance_correction_changelist", "accounts:papers-queue", "accounts:counter"]),
        ("records", ["admin:insurance_correction_changelist", "accounts:papers-queue", "accounts:counter"]),
        ("support", ["admin:support_supportrequest_changelist", "accounts:papers-queue", "accounts:counter"]),
        ("content", ["admin:portal_newsarticle_changelist", "admin:support_article_changelist", "admin:index"]),
        ("places", ["admin:facilities_placereport_changelist", "admin:facilities_place_changelist", "admin:index"]),
        ("auditor", ["admin:citizens_staffalert_changelist", "admin:citizens_recordopening_changelist", "admin:index"]),
        ("no post", ["admin:insurance_correction_changelist", "admin:index"]),
        ("no role", ["lookups:overview", "facilities:place-list"]),
    ],
)  # fmt: skip
def test_an_officer_finds_the_work_of_their_role(client: Client, role: str, expected: list[str]) -> None:
    if role == "no post":
        user = make_user(is_staff=True, is_superuser=True)
    else:
        user = make_officer(None if role == "national" else "75", [] if role == "no role" else [role]).user
    if role == "no role":
        user.groups.clear()
    client.force_login(user)
    found = client.get("/").context["tasks"]
    assert [task.url_name for task in found] == expected
    assert found[0].action
    # Where the way leads asks for the password again at most.
    assert {client.get(task.address).status_code for task in found} <= {200, 302}


def test_acting_for_somebody_is_said(client: Client) -> None:
    parent = make_citizen()
    child = make_citizen(birth_date=localdate() - timedelta(days=3000), user=None)
    make_household(parent, child)
    mandate = make_child_mandate(parent, child)
    client.force_login(parent.user)
    session = client.session
    session[MANDATE_KEY] = str(mandate.public_id)
    session.save()
    page = client.get("/")
    assert [task.url_name for task in page.context["tasks"]][-1] == "citizens:mandates"
    assert "của người thân" in page.content.decode()


def test_notices_and_news_do_not_repeat_each_other(client: Client) -> None:
    notice = make_news(is_pinned=True, category="warning")
    gone = make_news(is_pinned=True, expires_at=timezone.now() - timedelta(hours=1))
    for _ in range(5):
        make_news()
    page = client.get("/")
    assert [article.slug for article in page.context["notices"]] == [notice.slug]
    shown = [article.slug for article in page.context["news"]]
    assert len(shown) == 3
    assert not {notice.slug, gone.slug} & set(shown)
    assert "alert-warning" in page.content.decode()
