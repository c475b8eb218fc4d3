"""What was deleted from a draft can be put back, and a draft can be put away."""

import django.db.models.deletion
from django.db import migrations, models

import core.clock
import core.tenancy.models
from core.tenancy.isolation import IsolateTenant


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_curator_role"), ("articles", "0007_parts_and_withdrawal")]

    operations = [
        migrations.AddField(
            model_name="articleversion",
            name="put_away_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="RemovedPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("label", models.CharField(max_length=200)),
                ("content", models.JSONField()),
                ("removed_by_name", models.CharField(max_length=200)),
                ("removed_at", models.DateTimeField(default=core.clock.now)),
                ("tenant", models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.tenant")),
                ("version", core.tenancy.models.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="removed_parts", to="articles.articleversion")),
            ],
        ),
        IsolateTenant("RemovedPart"),
    ]
