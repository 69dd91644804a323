"""Everything one officer looked at, newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("citizens", "0009_staff_roles")]

    operations = [
        migrations.AddIndex(
            model_name="accessentry",
            index=models.Index(fields=["reader", "-id"], name="access_reader_newest"),
        ),
    ]
