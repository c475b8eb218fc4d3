import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import core.clock
import core.tenancy.models
from core.tenancy.isolation import IsolateTenant


class Migration(migrations.Migration):
    dependencies = [
        ("guidelines", "0008_deeds"),
        ("accounts", "0002_curator_role"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("text", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=12)),
                ("context", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ("added_by_name", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField(default=core.clock.now)),
                ("added_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("concept", core.tenancy.models.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="own_terms", to="guidelines.concept")),
                ("tenant", models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.tenant")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "public_id"), name="guidelines_own_term_id"),
                    models.UniqueConstraint(models.F("tenant"), models.F("concept"), django.db.models.functions.text.Lower("text"), name="guidelines_own_term_once"),
                    models.CheckConstraint(condition=models.Q(("kind__in", ["synonym", "abbreviation", "lay"])), name="guidelines_own_term_kind"),
                ],
            },
        ),
        IsolateTenant("OwnTerm"),
    ]
