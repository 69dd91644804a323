import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilities.text import place_fold, search_words

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂBDĐEÊOÔƠUƯáàảãạấầẩẫậềệốộớợứựíịýỵ0123456789 .,-/()"


def in_database(text: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT place_fold(%s)", [text])
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("BV. Đa khoa Q.1", "benh vien da khoa quan 1"),
        ("BHXH P12, q 5", "bao hiem xa hoi phuong 12 quan 5"),
        ("TTYT tx Long Khánh", "trung tam y te thi xa long khanh"),
        ("BVĐK Đồng Nai", "benh vien da khoa dong nai"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert place_fold(text) == folded


def test_a_number_stays_with_its_word() -> None:
    assert search_words("bv Q.1 thong nhat") == ["benh", "vien", "quan 1", "thong", "nhat"]


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(LETTERS, max_size=6) | st.sampled_from(["BV", "q.", "P", "12", "TP.HCM", "TYT", "bhxh"]),
        max_size=8,
    )
)
def test_fold_is_the_same_in_the_database(parts: list[str]) -> None:
    text = " ".join(parts)
    assert place_fold(text) == in_database(text)
