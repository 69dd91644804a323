"""Access-log entries and seals are written once. The database refuses every change, whoever asks for it.

Triggers and not only grants: a table's owner, as which the site connects, keeps its rights.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION access_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the access log is append-only: % of % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""

TABLES = ("citizens_accessentry", "citizens_accessseal")

PROTECT = "\n".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION access_log_refuse();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION access_log_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC;
"""
    for table in TABLES
)

# The database's clock dates an entry, and each new entry waits for its seal, raw SQL included.
STAMP = """
CREATE FUNCTION access_log_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER stamp BEFORE INSERT ON citizens_accessentry FOR EACH ROW EXECUTE FUNCTION access_log_stamp();
CREATE FUNCTION access_log_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO citizens_accesspending (entry_id) SELECT id FROM fresh;
    RETURN NULL;
END $$;
CREATE TRIGGER queue AFTER INSERT ON citizens_accessentry REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION access_log_queue();
"""

UNDO = """
DROP TRIGGER queue ON citizens_accessentry;
DROP TRIGGER stamp ON citizens_accessentry;
DROP FUNCTION access_log_queue();
DROP FUNCTION access_log_stamp();
DROP TRIGGER append_only ON citizens_accessentry;
DROP TRIGGER append_only_truncate ON citizens_accessentry;
DROP TRIGGER append_only ON citizens_accessseal;
DROP TRIGGER append_only_truncate ON citizens_accessseal;
DROP FUNCTION access_log_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("citizens", "0003_mandates_and_access_log")]

    operations = [migrations.RunSQL(REFUSE + PROTECT + STAMP, UNDO)]
