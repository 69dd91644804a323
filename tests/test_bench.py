"""What the measurements fill their database with follows the tables as they change."""

import pytest

from bench import desk_work
from citizens.models import AccessEntry
from citizens.tests.factories import make_citizen
from insurance.models import Correction
from support.models import SupportRequest


@pytest.mark.django_db
def test_a_measurement_can_fill_the_desks() -> None:
    make_citizen()
    desk_work.fill(entries=20, requests=10)
    rows = (AccessEntry, SupportRequest, Correction)
    assert [model._base_manager.count() for model in rows] == [20, 10, 10]
