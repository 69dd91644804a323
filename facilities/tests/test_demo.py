"""The demo's places: enough, everywhere, marked as what they are, and the same when loaded again."""

from datetime import date

import pytest
from django.core.management import call_command

from facilities.demo import load
from facilities.models import Jurisdiction, Place
from territory.models import Ward

pytestmark = pytest.mark.django_db


def test_the_demo_covers_the_country_and_dong_nai_well() -> None:
    call_command("load_territory", verbosity=0)
    number = load(date(2026, 11, 23))
    places = Place.objects.all()
    assert number == places.count() >= 400
    assert places.values("province").distinct().count() >= 10
    assert places.filter(province="75", kind="facility").count() >= 100
    assert set(places.values_list("kind", flat=True)) == {"office", "agent", "facility", "payment"}
    assert not places.filter(is_demo=False).exists()
    assert not places.filter(is_approximate=False).exists()
    wards = Ward.objects.filter(province="75")
    assert Jurisdiction.objects.filter(ward__in=wards).count() == wards.count()
    assert load(date(2026, 11, 23)) == number
