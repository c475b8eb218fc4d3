"""Which engine had all vectors of an organisation when they were last up to date."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0014_statement_vectors")]

    operations = [
        migrations.AddField(
            "vectorindex",
            "held_by",
            models.CharField(max_length=20, default="postgres", db_default="postgres"),
        ),
    ]
