"""The traces and requests of a nation: tables that grow for ever, filled inside the transaction of a measurement."""

ENTRIES, REQUESTS = 1_000_000, 200_000

# {entries} and {requests}: how many rows.
_STATEMENTS = (
    "SET LOCAL session_replication_role = replica",  # no history of made-up rows
    """
    INSERT INTO citizens_accessentry (public_id, work, reader_label, role, unit, purpose, data_classes, at, subject_id)
    SELECT gen_random_uuid(), gen_random_uuid(), 'BHXH', 'officer', '', '', ARRAY['identity'],
           now() - (i || ' minutes')::interval, m.first + i::bigint * 7919 % m.many
    FROM generate_series(1, {entries}) i,
         (SELECT min(id) AS first, count(*) AS many FROM citizens_citizen) m
    """,
    """
    INSERT INTO support_supportrequest (public_id, number, language, sealed_contact, contact_key, submission, category,
        channel, state, received_at, last_at, due_on, page, about, sealed_transcript, reopened, sealed_opinion,
        answered_at, answered_in, answered_in_time, citizen_id, province_id)
    SELECT gen_random_uuid(), 'YC-00-' || lpad(i::text, 8, '0'), 'vi', '', '', 'bench' || i, 'question', 'site',
           CASE WHEN i % 10 = 0 THEN 'open' ELSE 'answered' END, now() - (i || ' minutes')::interval, now(),
           (now() - (i || ' minutes')::interval)::date + 10, '', '{{}}', '', 0, '',
           CASE WHEN i % 10 = 0 THEN NULL ELSE now() END, CASE WHEN i % 10 = 0 THEN NULL ELSE 3 END,
           CASE WHEN i % 10 = 0 THEN NULL ELSE true END, c.id, c.province_id
    FROM generate_series(1, {requests}) i,
         (SELECT min(id) AS first, count(*) AS many FROM citizens_citizen) m, citizens_citizen c
    WHERE c.id = m.first + i::bigint * 7919 % m.many
    """,
    """
    INSERT INTO insurance_correction (public_id, number, filed_as, kind, key, part, subject_text, field, recorded,
        asked, why, state, filed_at, due_on, needs_second, proposed_effect, proposed_answer, effect, answer,
        stop_key, decided_at, citizen_id)
    SELECT gen_random_uuid(), 'DC-00-' || lpad(i::text, 8, '0'), 'owner', 'period', 'bench' || i, '', 'x', 'months',
           'x', 'y', 'z', CASE WHEN i % 10 = 0 THEN 'received' ELSE 'refused' END, now() - (i || ' minutes')::interval,
           (now() - (i || ' minutes')::interval)::date + 30, false, '', '', '',
           CASE WHEN i % 10 = 0 THEN '' ELSE 'x' END, '',
           CASE WHEN i % 10 = 0 THEN NULL ELSE now() END, m.first + i::bigint * 7919 % m.many
    FROM generate_series(1, {requests}) i,
         (SELECT min(id) AS first, count(*) AS many FROM citizens_citizen) m
    """,
    "SET LOCAL session_replication_role = DEFAULT",
    "ANALYZE citizens_accessentry, support_supportrequest, insurance_correction",
)


def fill(entries: int = ENTRIES, requests: int = REQUESTS) -> None:
    """Call inside a transaction that is rolled back."""
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement.format(entries=entries, requests=requests))
    print(
        f"Beside them {entries:,} look-ups, {requests:,} requests and {requests:,} corrections, one in ten open."
    )
