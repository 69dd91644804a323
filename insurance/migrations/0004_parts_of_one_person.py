from django.db import migrations

# A payment, an adjustment, a cost line, a dispute or a code belongs to the person of the row it is part of. Django has
# no composite foreign keys; these stand beside its own.
PARTS = (
    ("benefitpayment", "decision_id", "benefitdecision"),
    ("benefitadjustment", "decision_id", "benefitdecision"),
    ("visitline", "visit_id", "medicalvisit"),
    ("visitdispute", "visit_id", "medicalvisit"),
    ("checkcode", "card_id", "hicard"),
)


class Migration(migrations.Migration):
    dependencies = [("insurance", "0003_records")]

    operations = [
        migrations.RunSQL(
            sql=f"ALTER TABLE insurance_{part} ADD CONSTRAINT {part}_of_one_person FOREIGN KEY ({column}, citizen_id)"
            f" REFERENCES insurance_{whole} (id, citizen_id) DEFERRABLE INITIALLY DEFERRED",
            reverse_sql=f"ALTER TABLE insurance_{part} DROP CONSTRAINT {part}_of_one_person",
        )
        for part, column, whole in PARTS
    ]
