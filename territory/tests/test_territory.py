"""Provinces and wards of today, names of yesterday, and one folding in two places."""

import unicodedata

import pytest
from django.core.management import call_command
from django.db import connection

from territory.alphabet import alphabetical
from territory.models import FormerUnit, Province, Ward
from territory.text import fold

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"


@pytest.fixture
def country(db: None) -> None:
    call_command("load_territory", verbosity=0)


def test_the_country_has_34_provinces_and_3321_wards(country: None) -> None:
    assert (Province.objects.count(), Ward.objects.count()) == (34, 3321)
    assert Province.objects.get(code="75").full_name == "Tỉnh Đồng Nai"
    assert not Ward.objects.filter(latitude=None).exists()


def test_loading_again_changes_nothing(country: None) -> None:
    before = FormerUnit.objects.count()
    call_command("load_territory", verbosity=0)
    assert (Province.objects.count(), Ward.objects.count(), FormerUnit.objects.count()) == (34, 3321, before)


@pytest.mark.parametrize(
    ("words", "ward", "province"),
    [
        ("thành phố Long Khánh", "Phường Long Khánh", "75"),
        ("thanh pho bien hoa", "Phường Trấn Biên", "75"),
        ("Quận 1, Thành phố Hồ Chí Minh", "Phường Sài Gòn", "79"),
    ],
)
def test_an_old_name_leads_to_todays_wards(country: None, words: str, ward: str, province: str) -> None:
    found = Ward.objects.formerly(words).values_list("name", "province_id")
    assert (ward, province) in found


def test_wards_are_found_without_diacritics(country: None) -> None:
    assert ("Phường Trấn Biên", "75") in Ward.objects.named("tran bien").values_list("name", "province_id")


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_python_and_the_database_fold_alike(form: str) -> None:
    text = unicodedata.normalize(form, VIETNAMESE + VIETNAMESE.upper() + " Nguyễn Thị Hằng 123, (Đ)")
    with connection.cursor() as cursor:
        cursor.execute("SELECT vn_fold(%s)", [text])
        assert cursor.fetchone() == (fold(text),)
    assert fold("Đồng Nai") == "dong nai"


@pytest.mark.django_db
def test_provinces_stand_in_the_order_of_the_alphabet() -> None:
    names = [
        "Cần Thơ",
        "Hưng Yên",
        "Đồng Nai",
        "Cao Bằng",
        "Hà Nội",
        "Điện Biên",
        "Cà Mau",
        "Hải Phòng",
        "An Giang",
        "Huế",
    ]
    Province.objects.all().delete()
    Province.objects.bulk_create(
        Province(code=f"{place + 10}", name=name, full_name=name, latitude=10, longitude=106)
        for place, name in enumerate(names)
    )
    assert list(Province.objects.order_by(alphabetical("name")).values_list("name", flat=True)) == [
        "An Giang", "Cà Mau", "Cao Bằng", "Cần Thơ", "Điện Biên", "Đồng Nai", "Hà Nội", "Hải Phòng", "Huế", "Hưng Yên"
    ]  # fmt: skip
