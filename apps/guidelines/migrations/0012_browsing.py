"""An index that alone answers what browsing the store filters and counts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0011_library_pages")]

    operations = [
        migrations.AddIndex(
            "recommendationversion",
            models.Index(
                fields=["tenant", "status", "guideline_version"],
                include=[
                    "id",
                    "ordinal",
                    "kind",
                    "direction",
                    "strength",
                    "age_min",
                    "age_max",
                    "age_unit",
                    "sex",
                    "pregnancy",
                ],
                name="guidelines_browsing",
            ),
        ),
    ]
