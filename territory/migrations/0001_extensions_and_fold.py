"""Extensions the whole project stands on, and the one folding function."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

# A SQL-standard body is bound when the function is created, so dumps restore without a search path.
CREATE_FOLD = """
CREATE FUNCTION vn_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(public.unaccent('public.unaccent'::regdictionary, normalize(t, NFC)))
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(CREATE_FOLD, "DROP FUNCTION vn_fold(text)"),
    ]
