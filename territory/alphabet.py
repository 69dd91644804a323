"""The order of the Vietnamese alphabet for lists people read: Cà Mau, Cao Bằng, Cần Thơ. The database sorts by code
points, which puts every letter with a sign behind z."""

from unicodedata import normalize

from django.db.models import CharField, Func, Value
from django.db.models.functions import Collate, Lower

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")  # they do not count before the letters do
LETTERS = {
    normalize("NFC", letter + tone): chr(ord("A") + place)
    for place, letter in enumerate(ALPHABET)
    for tone in (TONES if letter in "aăâeêioôơuưy" else TONES[:1])
}


def alphabetical(field: str) -> Collate:
    """To order by: the letters of a text by their places in the alphabet."""
    key = Func(
        Lower(field),
        Value("".join(LETTERS)),
        Value("".join(LETTERS.values())),
        function="translate",
        output_field=CharField(),
    )
    return Collate(key, "C")
