"""A load generator of one keep-alive connection, and the figures it brings home."""

import http.client
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Figures:
    """Milliseconds on the server and at the client, one value a request."""

    server: list[float] = field(default_factory=list)
    client: list[float] = field(default_factory=list)

    def server_at(self, share: float) -> float:
        return percentile(self.server, share)

    def client_at(self, share: float) -> float:
        return percentile(self.client, share)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie."""
    return statistics.quantiles(values, n=1000, method="inclusive")[round(share * 1000) - 1]


def alternate(
    address: tuple[str, int], paths: Sequence[str], cookies: Sequence[str], seconds: float
) -> dict[str, Figures]:
    """Ask for the paths in turn, each time as another person, so that all meet the same machine.

    The first tenth of the time warms up and is not counted. Raises RuntimeError at an answer other than 200.
    """
    figures = {path: Figures() for path in paths}
    connection = http.client.HTTPConnection(*address, timeout=30)
    started = time.perf_counter()
    number = 0
    while (elapsed := time.perf_counter() - started) < seconds:
        cookie = cookies[number % len(cookies)]
        number += 1
        for path in paths:
            asked = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
            if elapsed > seconds / 10:
                figures[path].client.append((time.perf_counter() - asked) * 1000)
                figures[path].server.append(float(answer.headers["X-Server-Ms"]))
    connection.close()
    return figures
