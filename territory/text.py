"""One folding for the whole project: Vietnamese text without diacritics and case, for search.

`fold` here and `vn_fold` in the database (migration 0001) give the same result; a test compares them.
"""

import unicodedata

from django.db.models import Func, TextField

_SPECIAL = str.maketrans({"đ": "d", "Đ": "d"})


def fold(text: str) -> str:
    """Lower case, no diacritics: "Đồng Nai" -> "dong nai"."""
    decomposed = unicodedata.normalize("NFD", text.translate(_SPECIAL))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


class VnFold(Func):
    """`vn_fold(text)`: the database's own folding, immutable and therefore usable in indexes."""

    function = "vn_fold"
    arity = 1
    output_field = TextField()
