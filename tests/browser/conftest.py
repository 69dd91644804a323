"""A real Chromium for journeys through the site. Every page is watched: an error on the console, a broken content
security policy or a request to another host fails the test."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright

from citizens.demo import second_factor
from citizens.models import User

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
]

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: browser tests may not be skipped in CI.")
        pytest.skip("Chromium is missing: install Debian's package chromium to run the browser tests.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[OpenPage]:
    """`open_page(path, phone=True, javascript=True, …)` opens a page in a fresh profile and watches it."""
    contexts, troubles = [], []

    def watch_console(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            troubles.append(f"console: {message.text}")

    def watch_request(request: Request) -> None:
        host = urlsplit(request.url).netloc
        if request.url.startswith("http") and host != urlsplit(live_server.url).netloc:
            troubles.append(f"foreign request: {request.url}")

    def open_it(path: str, *, phone: bool = False, javascript: bool = True, **context: Any) -> Page:
        fresh = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            java_script_enabled=javascript,
            base_url=live_server.url,
            **context,
        )
        fresh.set_default_timeout(15_000)
        contexts.append(fresh)
        page = fresh.new_page()
        page.on("console", watch_console)
        page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
        page.on("request", watch_request)
        page.goto(path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Run axe on the page as it stands: no violation. Without loading style sheets a second time by inline styles,
    which the policy stops and the console tells; that only leaves out whether CSS locks the orientation."""

    def check(page: Page) -> None:
        page.wait_for_load_state()
        try:
            results = Axe().run(page, options={"preload": False})
        except Error:  # the page went on to the next one while axe was looking: look at that one
            page.wait_for_load_state("networkidle")
            results = Axe().run(page, options={"preload": False})
        found = results.response["violations"]
        assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found] == []

    return check


@pytest.fixture
def sign_in() -> Callable[..., None]:
    """Sign in on an open page through the form, as a person would. Staff get the demo's second factor, and use it."""

    def do(page: Page, identifier: str, password: str) -> None:
        officer = User.objects.filter(username=identifier, is_staff=True).first()
        if officer:
            second_factor.ensure(officer)
        page.goto("/tai-khoan/dang-nhap/")
        page.fill("input[name=login]", identifier)
        page.fill("input[name=password]", password)
        page.click("main form button[type=submit], main form button:not([type])")
        if officer:
            page.wait_for_url("**/buoc-hai/")
            page.fill("input[name=code]", second_factor.code())
            page.click("main form:has(input[name=code]) button")
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)

    return do
