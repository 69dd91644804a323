"""The place editor in a real browser: the pin writes the two numbers, and no policy stops the admin's scripts."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Page, expect

from facilities.models import PlaceReport
from facilities.tests.factories import make_place
from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.django_db(transaction=True)]


def test_a_press_on_the_map_moves_the_pin_and_the_numbers(
    open_page: OpenPage, assert_accessible: Callable[[Page], None]
) -> None:
    place = make_place(latitude=11.0, longitude=107.0)
    client = Client()
    client.force_login(get_user_model().objects.create(username="quantri", is_staff=True, is_superuser=True))
    page = open_page("/dia-diem/")
    page.context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": page.url.split("/dia-diem")[0]}]
    )
    page.goto(f"/quan-tri/facilities/place/{place.pk}/change/")
    expect(page.locator("[data-pin] .map-many")).to_be_visible()
    page.locator("[data-pin]").scroll_into_view_if_needed()
    page.locator("[data-pin]").click(position={"x": 150, "y": 80})
    expect(page.locator("#id_latitude")).not_to_have_value("11.0")
    moved = float(page.locator("#id_latitude").input_value())
    assert 11.0 < moved < 12.5
    PlaceReport.objects.create(place=place, subject="phone", note="số đã đổi")
    for path in (
        "place/",
        "place/add/",
        f"place/{place.pk}/change/",
        f"place/{place.pk}/history/",
        "placereport/",
    ):
        page.goto(f"/quan-tri/facilities/{path}")
        assert_accessible(page)
