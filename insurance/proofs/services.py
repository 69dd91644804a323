"""Handing out papers, taking them back, and forgetting files nobody may use any more."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from citizens import limits
from citizens.actors import Actor, Role
from citizens.models import Citizen
from citizens.notifications import notify
from insurance.check_codes import services as codes
from insurance.check_codes.codec import grouped
from insurance.models import ProofDocument, RevokedBy
from insurance.proofs import pdf
from insurance.proofs.content import Extract, Wish, extract

LIFE = timedelta(
    days=90
)  # ours, not the law's: long enough for a bank or an embassy, short enough to stay true
LIMITS = (limits.Limit(20, limits.DAY),)
TWICE = timedelta(seconds=60)  # a second press of the button is the same wish


class TooMany(Exception):  # noqa: N818 - an answer, not a fault
    """More papers today than anybody needs."""


@dataclass(frozen=True)
class Draft:
    """What would be handed out."""

    content: Extract
    valid_until: date


def draft(actor: Actor, citizen: Citizen, wish: Wish, today: date) -> Draft:
    """What the paper would say, in the language that is active. Raises NothingToProve."""
    content = extract(actor, citizen, wish, today)
    last = today + LIFE - timedelta(days=1)
    if content.card is not None:
        last = min(last, content.card.valid.upper - timedelta(days=1))
    return Draft(content, last)


@transaction.atomic
def issue(actor: Actor, citizen: Citizen, wish: Wish, address: str) -> ProofDocument:
    """Hand out a paper. `address` is the checker's page in the paper's language. Raises NothingToProve, TooMany."""
    now = timezone.now()
    Citizen.objects.select_for_update(of=("self",), no_key=True).get(
        pk=citizen.pk
    )  # two presses wait for each other
    same = ProofDocument.objects.filter(
        citizen=citizen,
        kind=wish.kind,
        months_only=wish.months_only,
        language=wish.language,
        issued_at__gt=now - TWICE,
        code__revoked_at=None,
    ).first()
    if same is not None:
        return same
    with translation.override(wish.language):
        made = draft(actor, citizen, wish, localdate())
        if not limits.take("proof", citizen.pk, LIMITS):
            raise TooMany
        issued = codes.issue_for_paper(
            kind=wish.kind.check_kind,
            citizen=citizen,
            card=made.content.card,
            valid_from=localdate(),
            valid_until=made.valid_until,
            expires_at=_midnight_after(made.valid_until),
            figures=made.content.figures,
        )
        content = pdf.build(made.content, issued.code, issued.text, address)
    forget_files(citizen)
    return ProofDocument.objects.create(
        citizen=citizen,
        code=issued.code,
        kind=wish.kind,
        months_only=wish.months_only,
        language=wish.language,
        asked_by=actor.person or citizen,
        issued_at=issued.code.issued_at,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )


@transaction.atomic
def revoke(paper: ProofDocument, actor: Actor, reason: str = "") -> None:
    """Take a paper back, at once and for good. Its file goes with it."""
    if paper.revoked_by:
        return
    codes.revoke(paper.code)
    who = {Role.SELF: RevokedBy.OWNER, Role.GUARDIAN: RevokedBy.GUARDIAN}.get(actor.role, RevokedBy.OFFICE)
    ProofDocument.objects.filter(pk=paper.pk).update(revoked_by=who, revoked_reason=reason, content=None)
    if who == RevokedBy.OFFICE:
        notify(paper.citizen, "proof_revoked", number=grouped(paper.code.serial))


def may_be_revoked(paper: ProofDocument) -> bool:
    """Not what is over already."""
    return paper.code.revoked_at is None and paper.code.expires_at > timezone.now()


def state_of(paper: ProofDocument) -> tuple[str, str]:
    """In words, and with a tone. `paper` comes with its code."""
    if paper.code.revoked_at:
        return _("Đã hủy"), "danger"
    if paper.code.expires_at <= timezone.now():
        return _("Đã hết hạn"), "info"
    if not stands(paper):
        return _("Không còn đúng: thẻ đã đổi"), "danger"
    return _("Còn giá trị"), "success"


def stands(paper: ProofDocument) -> bool:
    """Whether a checker would be told that the paper is good, its term aside. `paper` comes with its code."""
    return codes.stands(paper.code)


def serial_of_file(content_digest: str) -> str | None:
    """The code of the paper whose file has this SHA-256: the file is as it left us, to the last byte."""
    found = (
        ProofDocument.objects.filter(sha256=content_digest)
        .select_related("code")
        .only("code__serial")
        .first()
    )
    return found.code.serial if found else None


def forget_files(citizen: Citizen | None = None) -> int:
    """Drop the files of papers that are over, of one person or of all. That they were handed out stays on record."""
    papers = ProofDocument.objects.over(timezone.now())
    if citizen is not None:
        papers = papers.filter(citizen=citizen)
    return papers.update(content=None)


def _midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
