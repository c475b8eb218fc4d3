"""A withdrawal that the source of a guideline told is told apart from one of a curator here."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guidelines', '0012_browsing'),
    ]

    operations = [
        migrations.AddField(
            model_name='evidencechange',
            name='by_source',
            field=models.BooleanField(default=False),
        ),
    ]
