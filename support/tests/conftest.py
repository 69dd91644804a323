"""Every test of this room begins without an index, so that it sees its own articles."""

from collections.abc import Iterator

import pytest

from support.assistant import index


@pytest.fixture(autouse=True)
def fresh_index() -> Iterator[None]:
    index.reset()
    yield
    index.reset()
