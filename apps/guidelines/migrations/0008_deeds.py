"""Works and drugs get addresses, and each change of a drug's status a row of its own."""

import apps.guidelines.domain.values
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_curator_role'),
        ('guidelines', '0007_import_progress'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='drugstatus',
            name='guidelines_drug_status_once',
        ),
        migrations.RemoveConstraint(
            model_name='evidencechange',
            name='guidelines_change_kind',
        ),
        migrations.AddField(
            model_name='concept',
            name='public_id',
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.RunSQL(
            "UPDATE guidelines_concept SET public_id = gen_random_uuid()", migrations.RunSQL.noop
        ),
        migrations.AddField(
            model_name='work',
            name='public_id',
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.RunSQL(
            "UPDATE guidelines_work SET public_id = gen_random_uuid()", migrations.RunSQL.noop
        ),
        migrations.AddConstraint(
            model_name='concept',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='guidelines_concept_id'),
        ),
        migrations.AddConstraint(
            model_name='drugstatus',
            constraint=models.UniqueConstraint(fields=('tenant', 'drug', 'jurisdiction', 'status', 'since'), name='guidelines_drug_status_once'),
        ),
        migrations.AddConstraint(
            model_name='evidencechange',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', [apps.guidelines.domain.values.ChangeKind['SUPERSEDED'], apps.guidelines.domain.values.ChangeKind['WITHDRAWN'], apps.guidelines.domain.values.ChangeKind['REINSTATED'], apps.guidelines.domain.values.ChangeKind['NOT_CARRIED_FORWARD'], apps.guidelines.domain.values.ChangeKind['RETRACTED'], apps.guidelines.domain.values.ChangeKind['CORRECTED'], apps.guidelines.domain.values.ChangeKind['CONCERN'], apps.guidelines.domain.values.ChangeKind['DRUG_STATUS']])), name='guidelines_change_kind'),
        ),
        migrations.AddConstraint(
            model_name='work',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='guidelines_work_id'),
        ),
    ]
