"""Forgetting finished corrections: first the papers people sent, later the request and what its history kept."""

from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from citizens.uploads.store import discard
from insurance.models import Correction, CorrectionFile
from insurance.querysets.corrections import OPEN_STATES
from insurance.rules.benefit_parameters import CorrectionRetention
from insurance.rules.dated_rows import at

AT_ONCE = 1000


def purge(now: datetime | None = None) -> int:
    """Run by the worker. Returns how many papers and requests went."""
    moment = now or timezone.now()
    term = at(CorrectionRetention, localdate(moment))
    papers = _purge_files(moment - timedelta(days=term.files_kept_days))
    return papers + _purge_requests(moment - timedelta(days=term.request_kept_days))


@transaction.atomic
def _purge_files(before: datetime) -> int:
    ended = CorrectionFile.objects.filter(correction__decided_at__lt=before)
    ended = ended.exclude(correction__state__in=OPEN_STATES).select_related("file").defer("file__content")
    links = list(ended.order_by("pk")[:AT_ONCE])
    CorrectionFile.objects.filter(pk__in=[link.pk for link in links]).delete()
    discard(link.file for link in links)
    return len(links)


@transaction.atomic
def _purge_requests(before: datetime) -> int:
    """Those whose papers are gone: a paper never outlives its request."""
    ended = Correction.objects.filter(decided_at__lt=before, files=None).exclude(state__in=OPEN_STATES)
    keys = list(ended.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    Correction.objects.filter(pk__in=keys).delete()
    # The triggers keep what is deleted, too.
    apps.get_model("insurance", "CorrectionEvent")._default_manager.filter(pgh_obj_id__in=keys).delete()
    return len(keys)
