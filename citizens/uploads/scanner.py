"""Asking clamd whether a file carries a known virus (its INSTREAM command). Off while CLAMD_ADDRESS is empty."""

import socket
import struct
from enum import StrEnum

from django.conf import settings

PATIENCE = 10.0  # seconds
CHUNK = 64 * 1024


class Verdict(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"  # the scanner is down, slow, or talks nonsense


def is_configured() -> bool:
    return bool(settings.CLAMD_ADDRESS)


def scan(data: bytes) -> Verdict:
    """What clamd says. SECURITY: whatever is not a clear "OK" is not clean."""
    try:
        with _connect() as link:
            link.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                part = data[start : start + CHUNK]
                link.sendall(struct.pack("!L", len(part)) + part)
            link.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < 1_024 and (more := link.recv(1_024)):
                answer += more
    except (OSError, ValueError):
        return Verdict.UNKNOWN
    words = answer.rstrip(b"\0\n").split(b" ")
    if words == [b"stream:", b"OK"]:
        return Verdict.CLEAN
    return Verdict.INFECTED if words[0] == b"stream:" and words[-1] == b"FOUND" else Verdict.UNKNOWN


def _connect() -> socket.socket:
    """To `unix:/run/clamd.sock` or `host:port`."""
    address: str = settings.CLAMD_ADDRESS
    if address.startswith("unix:"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(PATIENCE)
        try:
            link.connect(address.removeprefix("unix:"))
        except OSError:
            link.close()
            raise
        return link
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)
