from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("qa", "0007_gaps")]

    operations = [
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                fields=["tenant", "-enqueued_at"],
                name="qa_failed_lately",
                condition=Q(status="failed"),
            ),
        )
    ]
