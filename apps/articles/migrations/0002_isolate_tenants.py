"""Put the tables behind the tenant wall."""

from django.db import migrations

from core.tenancy.isolation import IsolateTenant


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial"), ("guidelines", "0002_isolate_tenants")]

    operations = [
        IsolateTenant("Article"),
        IsolateTenant("ArticleVersion"),
        IsolateTenant("Section"),
        IsolateTenant("Difference"),
        IsolateTenant("Statement"),
        IsolateTenant("Citation"),
        IsolateTenant("RedFlag"),
        IsolateTenant("AlgorithmStep"),
        IsolateTenant("StepBasis"),
    ]
