"""Put the tables behind the tenant wall."""

from django.db import migrations

from core.tenancy.isolation import IsolateTenant


class Migration(migrations.Migration):
    dependencies = [("qa", "0001_initial"), ("articles", "0002_isolate_tenants"), ("guidelines", "0002_isolate_tenants")]

    operations = [
        IsolateTenant("Question"),
        IsolateTenant("Answer"),
        IsolateTenant("Sentence"),
    ]
