"""Forgetting the papers of merges, as long after the last word on them as papers of corrections are kept."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from citizens.models import Approval, MergePaper
from citizens.uploads.store import discard
from insurance.rules.benefit_parameters import CorrectionRetention
from insurance.rules.dated_rows import at
from portal.staff.merging.steps import KINDS

AT_ONCE = 200


@transaction.atomic
def purge(now: datetime | None = None) -> int:
    """Run by the worker. What was proposed and decided stays; only the pictures go. Returns how many."""
    moment = now or timezone.now()
    before = moment - timedelta(days=at(CorrectionRetention, localdate(moment)).files_kept_days)
    talked_of = Approval.objects.filter(kind__in=KINDS).exclude(decided_at__lt=before).values("target")
    old = MergePaper.objects.filter(merge__proposed_at__lt=before).exclude(merge__in=talked_of)
    papers = list(old.select_related("file").defer("file__content").order_by("pk")[:AT_ONCE])
    MergePaper.objects.filter(pk__in=[paper.pk for paper in papers]).delete()
    discard(paper.file for paper in papers)
    return len(papers)
