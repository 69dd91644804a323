"""The codes to be refused, in few bytes, for checkers without a network: a Golomb-coded set. Pure.

It never lets a refused code through; of the good ones it takes one in 2**bits for refused, and a checker without a
network says of those that it cannot tell. With a network a checker asks for the exact ones that begin alike.

Each serial (80 random bits already) is a place among count * 2**bits places; in order, the steps between them are
written as Rice codes: the high part as that many ones and a zero, then `bits` bits. static/js/check-code.js reads it.
"""

import base64
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from insurance.check_codes.codec import serial_bytes

MOST_BYTES = 32 * 1024  # as long as the bits can shrink
MOST_BITS, FEWEST_BITS = 12, 6


def sieve_of(serials: Iterable[str]) -> dict[str, Any]:
    """As it is sent: how many, how fine, and the steps in base64."""
    known = set(serials)
    bits = min(MOST_BITS, max(FEWEST_BITS, MOST_BYTES * 8 // max(1, len(known)) - 2))
    places = sorted({place_of(serial, len(known), bits) for serial in known})
    steps = (high - low for low, high in pairwise([0, *places]))
    text = "".join(f"{'1' * (step >> bits)}0{step & (1 << bits) - 1:0{bits}b}" for step in steps)
    size = -(-len(text) // 8)
    data = int(text.ljust(size * 8, "1"), 2).to_bytes(size) if text else b""  # ones at the end begin no step
    return {"count": len(known), "bits": bits, "data": base64.b64encode(data).decode()}


def place_of(serial: str, count: int, bits: int) -> int:
    return (int.from_bytes(serial_bytes(serial)[:8]) * (count << bits)) >> 64


def may_hold(sieve: dict[str, Any], serial: str) -> bool:
    """False: surely not to be refused. What the script does, here for tests and measurements."""
    return place_of(serial, sieve["count"], sieve["bits"]) in places_of(sieve)


def places_of(sieve: dict[str, Any]) -> Iterator[int]:
    bits, data = sieve["bits"], base64.b64decode(sieve["data"])
    text = f"{int.from_bytes(data):0{len(data) * 8}b}" if data else ""
    place, at = 0, 0
    while (zero := text.find("0", at)) >= 0 and zero + bits < len(text):
        place += (zero - at << bits) + int(text[zero + 1 : zero + 1 + bits], 2)
        yield place
        at = zero + 1 + bits
