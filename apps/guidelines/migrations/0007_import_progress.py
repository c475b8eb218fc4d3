"""How far the worker is with an import, for the page that waits for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0006_postings_by_term")]

    operations = [
        migrations.AddField("importrun", "progress_step", models.CharField(blank=True, max_length=10, default=""), preserve_default=False),
        migrations.AddField("importrun", "progress_done", models.PositiveIntegerField(default=0)),
        migrations.AddField("importrun", "progress_of", models.PositiveIntegerField(default=0)),
    ]
