"""Points on the ellipsoid for the nearest search, and the folding of names and addresses."""

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations

# WGS84: half axis 6378137 m, eccentricity squared 0.00669437999014. A SQL-standard body is bound when the function is
# created, so dumps restore without a search path.
CREATE_ECEF = """
CREATE FUNCTION geo_ecef(lat float8, lon float8) RETURNS public.cube LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN public.cube(ARRAY[
  6378137.0/sqrt(1-0.00669437999014*sind(lat)*sind(lat))*cosd(lat)*cosd(lon),
  6378137.0/sqrt(1-0.00669437999014*sind(lat)*sind(lat))*cosd(lat)*sind(lon),
  6378137.0*(1-0.00669437999014)/sqrt(1-0.00669437999014*sind(lat)*sind(lat))*sind(lat)])
"""

# What people write short, and what it stands for. Longer ones first: each is replaced as a whole word.
ABBREVIATIONS = [
    ("tphcm", "thanh pho ho chi minh"),
    ("hcm", "ho chi minh"),
    ("bvdk", "benh vien da khoa"),
    ("bv", "benh vien"),
    ("ttyt", "trung tam y te"),
    ("tyt", "tram y te"),
    ("pkdk", "phong kham da khoa"),
    ("pk", "phong kham"),
    ("dk", "da khoa"),
    ("bhxh", "bao hiem xa hoi"),
    ("bhyt", "bao hiem y te"),
    ("yhct", "y hoc co truyen"),
    ("dh", "dai hoc"),
    ("tw", "trung uong"),
    ("tp", "thanh pho"),
    ("tx", "thi xa"),
]


NUMBERED = [("q", "quan"), ("p", "phuong")]  # "q.1", "P12"


def fold_body() -> str:
    body = r"regexp_replace(' ' || public.vn_fold(t) || ' ', '[^a-z0-9]+', ' ', 'g')"
    for short, long in NUMBERED:
        body = rf"regexp_replace({body}, '\m{short} ?(\d+)\M', '{long} \1', 'g')"
    for short, long in ABBREVIATIONS:
        body = rf"regexp_replace({body}, '\m{short}\M', '{long}', 'g')"
    return f"btrim({body})"


CREATE_FOLD = f"""
CREATE FUNCTION place_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN {fold_body()}
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("territory", "0002_units")]

    operations = [
        CreateExtension("cube"),
        migrations.RunSQL(CREATE_ECEF, "DROP FUNCTION geo_ecef(float8, float8)"),
        migrations.RunSQL(CREATE_FOLD, "DROP FUNCTION place_fold(text)"),
    ]
