"""The participation history beside a minimal Django view, with a nation in the database."""

from bench import load, server

PAGE = "/ca-nhan/qua-trinh-tham-gia/"
BASELINE = "/bench/minimal/"


def measure(*, citizens: int, seconds: float) -> None:
    from citizens.models import Citizen
    from insurance.models import ParticipationPeriod

    server.prepare(citizens)
    cookies = server.sessions(200)
    people = Citizen.objects.count()
    own = ParticipationPeriod.objects.filter(citizen__user__isnull=False)
    print(
        f"\nPages with {people:,} people; {len(cookies)} signed in, {own.count() / len(cookies):.1f} periods each"
    )
    with server.running() as address:
        figures = load.alternate(address, (BASELINE, PAGE), cookies, seconds)
    base = figures[BASELINE]
    print(f"{'':34}{'requests':>9}{'server p50':>12}{'p95':>9}{'client p50':>12}{'p95':>9}{'ratio p50':>11}")
    for name, path in (("session, user, one query", BASELINE), ("participation history", PAGE)):
        found = figures[path]
        print(
            f"{name:34}{len(found.server):>9,}{found.server_at(0.5):>9.2f} ms{found.server_at(0.95):>6.2f} ms"
            f"{found.client_at(0.5):>9.2f} ms{found.client_at(0.95):>6.2f} ms"
            f"{found.server_at(0.5) / base.server_at(0.5):>10.2f}x"
        )
