"""What a request is about, carried from the page it began on by a signed word in the address.

The site signs it, so nobody can point a request at what they were not shown; and whose it is is asked again here.
Pages of other rooms make the address with `{% request_about %}` (templatetags/requests.py) and know nothing of us.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from citizens.actors import Actor
from citizens.models import AccessEntry, Citizen
from facilities.models import Place
from support.models import Category

SALT = "support.requests.references"
GOOD_FOR = timedelta(days=2)
ENTRY, PLACE, PAGE = "entry", "place", "page"


@dataclass(frozen=True)
class About:
    kind: str
    key: str
    words: str
    category: str

    def as_json(self) -> dict[str, str]:
        return {"kind": self.kind, "key": self.key, "words": self.words}


def make(kind: str, key: object) -> str:
    return signing.dumps([kind, str(key)], salt=SALT)


def read(token: str, person: Citizen | None) -> About | None:
    """None: not signed by us, too old, or nothing this person may speak of."""
    try:
        kind, key = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError):
        return None
    if kind == PLACE:
        place = Place.objects.filter(code=key).first()
        return About(kind, key, str(place.name), Category.PLACE) if place else None
    if kind == ENTRY and person is not None:
        return _entry(key, person)
    return None


def _entry(key: str, person: Citizen) -> About | None:
    try:
        entry = AccessEntry.objects.for_actor(Actor.oneself(person)).filter(public_id=key).first()
    except ValidationError:
        return None
    if entry is None:
        return None
    words = _("Lượt xem hồ sơ lúc %(time)s, %(who)s") % {
        "time": date_format(localtime(entry.at), "H:i d/m/Y"),
        "who": entry.unit or entry.reader_label,
    }
    return About(ENTRY, key, words, Category.COMPLAINT)
