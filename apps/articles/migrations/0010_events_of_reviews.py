"""An invited reviewer's recommendation is an event of the article's history."""

from django.db import migrations, models

KINDS = [
    "drafted", "submitted", "under_review", "changes_requested", "signed", "approved", "superseded",
    "overtaken", "withdrawn", "commented", "dissented", "evidence_changed", "reviewed_again",
    "due_review", "recommended",
]


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_living")]

    operations = [
        migrations.RemoveConstraint("articleevent", "articles_known_event"),
        migrations.AlterField(
            "articleevent",
            "kind",
            models.CharField(choices=[(kind, kind.upper()) for kind in KINDS], max_length=20),
        ),
        migrations.AddConstraint(
            "articleevent",
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="articles_known_event"),
        ),
    ]
