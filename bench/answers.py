"""Does the time of an answer tell whether somebody exists? (security.md T13)

Each page that is asked about people, over the wire, as strangers would: 2,000 questions about people on record and
2,000 about nobody, in one random order, four at a time, on the production settings with their password hash and their
floor. Limits count and do not refuse, or they would answer a dozen of these; puzzles are easy. Printed: how well the
time, and the length, tell the two apart (0.5 not at all, 1 always; 2,000 of each scatter by 0.009; the aim is at most
0.55).
"""

import http.client
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from urllib.parse import urlencode

from bench import server

EACH = 2_000
AT_ONCE = 4
MOST = 0.55
PROVINCE_DIGITS = 2


@dataclass(frozen=True)
class Person:
    """Somebody on record, or made up in the same form."""

    number: str
    full_name: str
    birth_date: str
    province: str


Fields = Callable[[Person], dict[str, str]]


def proof(purpose: str) -> dict[str, str]:
    from citizens.accounts import proof_of_work

    puzzle = proof_of_work.make(purpose, bits=1)
    answer = next(str(n) for n in range(1_000) if proof_of_work.solved(puzzle, str(n), purpose))
    return {"proof": puzzle, "proof_answer": answer}


def channel() -> str:
    return f"090000{random.randrange(10_000):04}"


SURFACES: dict[str, tuple[str, Fields]] = {
    "sign-in": (
        "/tai-khoan/dang-nhap/",
        lambda p: {"login": p.number, "password": "khong-phai-mat-khau-nay"},
    ),
    "code": ("/tai-khoan/dang-nhap/ma/", lambda p: {"login": p.number, "kind": "phone"}),
    "recovery code": (
        "/tai-khoan/khoi-phuc/ma-du-phong/",
        lambda p: {"login": p.number, "code": "123456789012"},
    ),
    "counter code": ("/tai-khoan/khoi-phuc/ma-tai-quay/", lambda p: {"number": p.number, "code": "12345678"}),
    "registration": (
        "/tai-khoan/dang-ky/",
        lambda p: {
            "number": p.number,
            "full_name": p.full_name,
            "birth_date": p.birth_date,
            "phone": channel(),
            **proof("register"),
        },
    ),
    "look-up of a card": (
        "/tra-cuu/the-bhyt/",
        lambda p: {
            "number": p.number,
            "full_name": p.full_name,
            "birth_date": p.birth_date,
            **proof("lookup"),
        },
    ),
    "look-up of a number": (
        "/tra-cuu/ma-so-bhxh/",
        lambda p: {
            "province": p.province,
            "full_name": p.full_name,
            "birth_date": p.birth_date,
            **proof("lookup"),
        },
    ),
}


def measure(*, citizens: int, seconds: float, names: tuple[str, ...] = (), each: int = EACH) -> None:
    server.prepare(citizens)
    known, unknown = people()
    print(f"\nAnswers about {each:,} people on record and {each:,} who are not, {AT_ONCE} at a time")
    print(f"{'':24}{'p50 known':>12}{'p50 unknown':>13}{'time tells':>12}{'length tells':>14}")
    with server.running(BEHIND_PROXY="1", BENCH_LIMITS="count") as address:
        for name in names or SURFACES:
            told_by_time, told_by_length, median = ask(address, *SURFACES[name], known, unknown, each)
            verdict = "" if max(told_by_time, told_by_length) <= MOST else "  TELLS"
            shown = f"{name:24}{median[0]:>9.0f} ms{median[1]:>10.0f} ms"
            print(f"{shown}{told_by_time:>12.3f}{told_by_length:>14.3f}{verdict}", flush=True)


def people() -> tuple[list[Person], list[Person]]:
    """The sample with accounts, and as many made up: the same names, numbers nobody has, another day of birth."""
    from citizens.models import Citizen
    from insurance.demo.national import ACCOUNT_PREFIX

    rows = Citizen._base_manager.filter(user__username__startswith=ACCOUNT_PREFIX).order_by("pk")
    known = [
        Person(row.bhxh_number, row.full_name, f"{row.birth_date:%d/%m/%Y}", row.province_id) for row in rows
    ]
    taken = set(Citizen._base_manager.values_list("bhxh_number", flat=True))
    unknown = []
    for position, person in enumerate(known):
        number = person.number[:PROVINCE_DIGITS] + f"{98_000_000 + position * 7919 % 1_000_000:08}"
        if number not in taken:
            unknown.append(Person(number, person.full_name, "29/02/1896", person.province))
    return known, unknown


def ask(
    address: tuple[str, int],
    path: str,
    fields: Fields,
    known: list[Person],
    unknown: list[Person],
    each: int,
) -> tuple[float, float, tuple[float, float]]:
    """AUC of the time and of the length of the answers, and the median milliseconds of both kinds."""
    rounds = [(known[n % len(known)], True) for n in range(each)]
    rounds += [(unknown[n % len(unknown)], False) for n in range(each)]
    random.shuffle(rounds)
    found: list[tuple[float, int, bool]] = []
    numbers = iter(enumerate(rounds))

    def one_visitor() -> None:
        connection = http.client.HTTPConnection(*address, timeout=60)
        connection.request("GET", path, headers={"X-Forwarded-Proto": "http", "X-Forwarded-For": "10.9.9.9"})
        page = connection.getresponse()
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
        assert token, path
        cookie = "; ".join(line.split(";")[0] for line in page.headers.get_all("Set-Cookie", []))
        for position, (person, is_known) in numbers:
            body = urlencode({**fields(person), "csrfmiddlewaretoken": token[1]})
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": cookie,
                "X-Forwarded-Proto": "http",
                "X-Forwarded-For": f"10.{position // 250}.{position % 250}.7",
            }
            asked = time.perf_counter()
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            length = len(answer.read())
            spent = time.perf_counter() - asked
            if answer.status not in (200, 302):
                raise RuntimeError(f"{path} answered {answer.status}")
            found.append((spent, length, is_known))

    visitors = [Thread(target=one_visitor) for _ in range(AT_ONCE)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    if len(found) != 2 * each:
        raise RuntimeError(f"{path}: {len(found)} of {2 * each} questions were answered")
    times = [[spent for spent, _length, kind in found if kind is is_known] for is_known in (True, False)]
    lengths = [[length for _spent, length, kind in found if kind is is_known] for is_known in (True, False)]
    medians = tuple(1000 * sorted(kind)[len(kind) // 2] for kind in times)
    return auc(*times), auc(*lengths), (medians[0], medians[1])


def auc(hits: list[float] | list[int], misses: list[float] | list[int]) -> float:
    """The share of pairs that the figure puts in one order; ties count half."""
    counts: dict[float, list[int]] = {}
    for kind, values in enumerate((hits, misses)):
        for value in values:
            counts.setdefault(value, [0, 0])[kind] += 1
    below, above = 0, 0.0
    for value in sorted(counts):
        hit, miss = counts[value]
        above += hit * (below + miss / 2)
        below += miss
    share = above / (len(hits) * len(misses))
    return max(share, 1 - share)
