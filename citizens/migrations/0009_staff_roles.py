"""The roles of staff as groups. Officers there already keep what they could do."""

from django.db import migrations

ROLES = ("national", "records", "support", "content", "places", "auditor")
OF_A_PROVINCE = ("records", "support", "places")
OF_THE_COUNTRY = ("national", "content", "places")


def make(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in ROLES}
    for officer in apps.get_model("citizens", "Officer").objects.select_related("user"):
        names = OF_A_PROVINCE if officer.province_id or officer.office_id else OF_THE_COUNTRY
        if not officer.user.groups.exists():
            officer.user.groups.add(*(groups[name] for name in names))


def unmake(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [("citizens", "0008_employer_members"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(make, unmake)]
