"""What somebody has told the assistant, so that they need not tell it twice; and the page they came from."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from support.services import current_conversation
from support.transcript import MOST_TURNS, show

MOST_TRANSCRIPT = 20_000  # characters
MOST_PATH = 200
FROM_ASSISTANT = "tro-ly"  # ?tu=
SESSION_KEY = "assistant_from"
# Where everybody passes: nobody asks about these.
NOT_WORTH_SAYING = {"portal:home", "account_login", "support:help-home", "support:contact"}


def transcript_of(request: HttpRequest) -> str:
    """The conversation as plain text, oldest first; nothing when there is none."""
    conversation = current_conversation(request)
    if conversation is None:
        return ""
    turns = show(list(conversation.turns.order_by("-pk")[:MOST_TURNS])[::-1])
    lines = []
    for turn in turns:
        said = [str(sentence) for sentence in turn.sentences]
        if turn.reading:
            said += [turn.reading.question, turn.reading.answer]
        if turn.choices:
            said.append(" / ".join(turn.choices))
        lines += [f"{_('Hỏi')}: {turn.question}", f"{_('Trợ lý')}: {' '.join(said)}"]
    return "\n".join(lines)[-MOST_TRANSCRIPT:]


def known_path(path: str) -> str:
    """`path` if it is a page of this site that is worth naming, without its query; otherwise nothing."""
    path = urlsplit(path).path[:MOST_PATH]
    try:
        name = resolve(path).view_name
    except Resolver404:
        return ""
    return (
        "" if name in NOT_WORTH_SAYING or name.startswith(("support:request", "support:assistant")) else path
    )


def page_before(request: HttpRequest) -> str:
    """The page of ours that led here."""
    came = urlsplit(request.META.get("HTTP_REFERER", ""))
    return known_path(came.path) if came.netloc == request.get_host() else ""


def note_page(request: HttpRequest) -> None:
    """Remember, when the assistant is opened, from where."""
    if path := page_before(request):
        request.session[SESSION_KEY] = path


def page_of(request: HttpRequest) -> str:
    if request.GET.get("tu") == FROM_ASSISTANT:
        return str(request.session.get(SESSION_KEY, ""))
    return page_before(request)
