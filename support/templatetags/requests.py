"""The address at which a request about something begins, for pages of every room; and the clock of a request."""

from django import template
from django.urls import reverse

from support.models import SupportRequest
from support.requests import letters, references

register = template.Library()


@register.simple_tag
def request_about(kind: str, key: object) -> str:
    """Address of the form, already about this: `{% request_about "entry" entry.public_id as url %}`."""
    return f"{reverse('support:request-new')}?ve={references.make(kind, key)}"


@register.filter
def clock(request: SupportRequest) -> dict[str, str]:
    """Tone and words of how much time is left."""
    tone, words = letters.clock_words(request)
    return {"tone": tone, "words": words}
