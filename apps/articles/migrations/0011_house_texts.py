"""Editorial policy and disclaimer become numbered versions; what stood so far is the first."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock
from core.tenancy.isolation import IsolateTenant

# Before the wall stands, which would hold the migrator too.
COPY = """
INSERT INTO articles_housetext
    (tenant_id, kind, number, texts, what_changed, published_by_name, published_at)
SELECT id, 'editorial_policy', 1, jsonb_build_object('policy', editorial_policy),
    'The first version that is kept.', name, created_at
FROM accounts_tenant WHERE editorial_policy <> '';
INSERT INTO articles_housetext
    (tenant_id, kind, number, texts, what_changed, published_by_name, published_at)
SELECT id, 'disclaimer', 1,
    '{"clinician": "", "student": "", "patient": ""}'::jsonb || disclaimer,
    'The first version that is kept.', name, created_at
FROM accounts_tenant WHERE disclaimer <> '{}'::jsonb;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_curator_role"), ("articles", "0010_events_of_reviews")]

    operations = [
        migrations.CreateModel(
            name="HouseText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("number", models.PositiveIntegerField()),
                ("texts", models.JSONField()),
                ("what_changed", models.CharField(max_length=200)),
                ("published_by_name", models.CharField(max_length=200)),
                ("published_at", models.DateTimeField(default=core.clock.now)),
                ("published_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("tenant", models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.tenant")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "kind", "number"), name="articles_house_text_number"),
                    models.CheckConstraint(condition=models.Q(("kind__in", ["editorial_policy", "disclaimer"])), name="articles_house_text_kind"),
                ],
            },
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        IsolateTenant("HouseText"),
    ]
