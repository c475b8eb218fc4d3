"""Editorial policy and disclaimer are kept version by version, in apps.articles."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_notices"), ("articles", "0011_house_texts")]

    operations = [
        migrations.RemoveField("tenant", "editorial_policy"),
        migrations.RemoveField("tenant", "disclaimer"),
    ]
