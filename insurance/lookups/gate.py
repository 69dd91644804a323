"""How often anybody may ask, and the alarm when somebody tries numbers out (security.md T12).

Every question costs a proof of work, then one from each of these: the asker's network, the wider network around it,
the person asked about, and the whole site. Somebody signed in has an allowance of their own in place of the site's.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_network

from django.http import HttpRequest
from django.utils import timezone

from citizens import limits
from citizens.limits import DAY, HOUR, MINUTE, Limit
from citizens.secrets import fingerprint
from insurance.models import LookupAlarm, LookupCanary

logger = logging.getLogger("portal.lookups")

OF_NETWORK = (Limit(10, HOUR), Limit(30, DAY))
OF_NEIGHBOURHOOD = (Limit(40, HOUR), Limit(150, DAY))  # a /24 of IPv4, a /48 of IPv6
OF_TARGET = (Limit(5, DAY),)
OF_ACCOUNT = (Limit(10, HOUR),)
# Of the whole site, for those who are not signed in. 20,000 questions in ten minutes get half a percent answered.
OF_ALL = Limit(100, 10 * MINUTE)
OF_EMPLOYERS = (Limit(30, MINUTE), Limit(300, HOUR))
ALARM_EVERY = timedelta(minutes=1)


class Refused(StrEnum):
    NETWORK = "network"
    TARGET = "target"
    ALL = "all"


def neighbourhood_of(network: str) -> str:
    """The wider network around one: whoever rents a hundred addresses mostly gets neighbours."""
    inner = ip_network(network)
    return str(inner.supernet(new_prefix=24 if inner.version == 4 else 48))


def admit(request: HttpRequest, question: str, target: Iterable[str]) -> Refused | None:
    """Count one question, or say which limit it meets. The same statements whoever is asked about."""
    network = limits.network_of(request)
    if not limits.take("lookup", network, OF_NETWORK):
        return Refused.NETWORK
    if not limits.take("lookup-near", neighbourhood_of(network), OF_NEIGHBOURHOOD):
        sound(request, question, LookupAlarm.Reason.FLOOD)
        return Refused.NETWORK
    if not limits.take("lookup-target", "|".join(target), OF_TARGET):
        return Refused.TARGET
    if request.user.is_authenticated:
        return None if limits.take("lookup-account", request.user.pk, OF_ACCOUNT) else Refused.NETWORK
    if not limits.spend("lookup", OF_ALL):
        sound(request, question, LookupAlarm.Reason.FLOOD)
        return Refused.ALL
    return None


def watch(request: HttpRequest, question: str, numbers: Iterable[str]) -> None:
    """Sound the alarm when one of the numbers is nobody's. Always one query."""
    keys = [canary_key(number) for number in numbers]
    canary = LookupCanary.objects.filter(number_key__in=[*keys, "-"]).first()
    if canary is not None:
        sound(request, question, LookupAlarm.Reason.CANARY, canary.note)


def canary_key(number: str) -> str:
    return fingerprint("canary", number)


def sound(request: HttpRequest, question: str, reason: LookupAlarm.Reason, note: str = "") -> None:
    """Write the alarm down, where auditors and administrators find it on their first page, and into the log.

    A flood is told once a minute, a canary always.
    """
    if reason == LookupAlarm.Reason.FLOOD:
        since = timezone.now() - ALARM_EVERY
        if LookupAlarm.objects.filter(reason=reason, question=question, at__gt=since).exists():
            return
    LookupAlarm.objects.create(
        reason=reason,
        question=question,
        note=note,
        network_key=fingerprint("network", limits.network_of(request)),
    )
    # SECURITY: no number and no address; the operator's alert hangs on this line.
    logger.error(
        "public look-up: a canary was asked for"
        if reason == LookupAlarm.Reason.CANARY
        else "public look-up: too many questions"
    )
