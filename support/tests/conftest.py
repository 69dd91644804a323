"""Every test of this room begins without an index, so that it sees its own articles."""

from collections.abc import Iterator

import pytest

from support.assistant import index


@pytest.fixture(autouse=True)
def fresh_index(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No index is built behind a test, except in those that ask for it: its thread would see another database."""
    if "builds_behind" not in request.keywords:
        monkeypatch.setattr(index, "prepare_behind", lambda: None)
    index.reset()
    yield
    index.reset()
