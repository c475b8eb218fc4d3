"""Put the tables behind the tenant wall."""

from django.db import migrations

from core.tenancy.isolation import IsolateTenant


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        IsolateTenant("AuditEntry"),
        IsolateTenant("IdempotencyRecord"),
    ]
