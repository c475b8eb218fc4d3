"""Put the tables behind the tenant wall."""

from django.db import migrations

from core.tenancy.isolation import IsolateTenant


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0001_initial")]

    operations = [
        IsolateTenant("IssuingBody"),
        IsolateTenant("Work"),
        IsolateTenant("Guideline"),
        IsolateTenant("GuidelineVersion"),
        IsolateTenant("Recommendation"),
        IsolateTenant("RecommendationVersion"),
        IsolateTenant("Rating"),
        IsolateTenant("Concept"),
        IsolateTenant("DrugStatus"),
        IsolateTenant("Conflict"),
        IsolateTenant("ConflictSide"),
        IsolateTenant("Posting"),
    ]
