"""Papers of a 30-year career, from reading the record to the PDF on record, beside a paper of a single card."""

import resource
import statistics
import time
from datetime import date, timedelta

TIMES = 40
YEARS = 30
ADDRESS = "https://ansinh.example/kiem-tra/"


def measure(*, citizens: int, seconds: float) -> None:
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        _measure()
        transaction.set_rollback(True)


def _measure() -> None:
    from django.utils.timezone import localdate

    from citizens import limits
    from citizens.actors import Actor
    from citizens.tests.factories import make_citizen, make_employer
    from insurance.models import ProofDocument, ProofKind, Scheme
    from insurance.proofs import services
    from insurance.proofs.content import Wish
    from insurance.rules.months import add_months
    from insurance.tests.factories import make_card, make_period

    person = make_citizen(full_name="Người Đo Thử", personal_id="001199999999", bhxh_number="0199999999")
    employers = [make_employer(name=f"Công ty cổ phần Thử Nghiệm {number}") for number in range(5)]
    for half in range(2 * YEARS):
        for scheme in (Scheme.BHXH, Scheme.BHTN, Scheme.TNLD, Scheme.BHYT):
            start = add_months(date(1996, 1, 1), 6 * half)
            make_period(
                person, start, 6, scheme=scheme, employer=employers[half % 5], job_title="Công nhân may"
            )
    make_card(person, localdate() - timedelta(days=9), localdate() + timedelta(days=200))
    services.LIMITS = (limits.Limit(10_000, limits.DAY),)
    services.TWICE = timedelta(0)
    actor = Actor.oneself(person)
    print(f"\nPapers, one after the other, {TIMES} of each, compiler warm")
    print(f"{'':34}{'processor':>12}{'p50':>9}{'worst':>11}{'size':>9}")
    base = 0.0
    for name, wish in (
        ("valid card, 1 page", Wish(ProofKind.CARD, False, "vi")),
        (f"{YEARS} years, months only", Wish(ProofKind.PARTICIPATION, True, "vi")),
        (f"{YEARS} years, {8 * YEARS} periods", Wish(ProofKind.PARTICIPATION, False, "vi")),
    ):
        services.issue(actor, person, wish, ADDRESS)
        spent, worked = [], []
        for number in range(TIMES):
            person.full_name = f"Người Đo Thử {number}"  # nothing of the last one can be used again
            started, at_work = time.perf_counter(), time.process_time()
            paper = services.issue(actor, person, wish, ADDRESS)
            spent.append((time.perf_counter() - started) * 1000)
            worked.append((time.process_time() - at_work) * 1000)
        middle = statistics.median(spent)
        base = base or middle
        size = len(ProofDocument.objects.get(pk=paper.pk).content or b"") / 1000
        print(
            f"{name:34}{statistics.median(worked):>9.0f} ms{middle:>6.0f} ms{max(spent):>8.0f} ms{size:>6.0f} kB"
            f"{middle / base:>7.1f}x"
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the process {memory:.0f} MB")
