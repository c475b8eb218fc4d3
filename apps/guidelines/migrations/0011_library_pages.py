"""What the pages of a library show without unpacking it or seeing anybody's subscription."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0010_tenant_terms")]

    operations = [
        migrations.AddField("library", "subscribers", models.PositiveIntegerField(default=0)),
        migrations.AddField("libraryrelease", "contents", models.JSONField(default=list)),
    ]
