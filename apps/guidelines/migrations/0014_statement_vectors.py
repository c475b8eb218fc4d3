"""Vectors of statements, and the queued row of each organisation that keeps them fresh."""

import core.clock
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import apps.guidelines.models.vectors
from core.tenancy.isolation import IsolateTenant

# There already where an administrator prepared the database: the migrator may not create it.
EXTENSION = "CREATE EXTENSION IF NOT EXISTS vector"

# In the row itself: a scan of all vectors must not fetch each from elsewhere.
IN_THE_ROW = """
ALTER TABLE guidelines_statementvector
    ALTER own SET STORAGE PLAIN, ALTER smoothed SET STORAGE PLAIN;
"""

# What leaves goes at once, also out of the vectors of its neighbours. The name comes after that of
# guidelines_forget_inactive, which has taken the index lock by then.
FORGET = """
CREATE FUNCTION guidelines_want_vectors(wanting bigint) RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO guidelines_vectorindex AS v (tenant_id, status, fencing_token, attempts,
        not_before, enqueued_at, model, wanted, changed_at)
    VALUES (wanting, 'queued', 0, 0, now(), now(), '', 1, now())
    ON CONFLICT (tenant_id) DO UPDATE
    SET wanted = v.wanted + 1, changed_at = now(),
        status = CASE v.status WHEN 'working' THEN 'working' ELSE 'queued' END,
        attempts = CASE v.status WHEN 'working' THEN v.attempts ELSE 0 END,
        not_before = now(), enqueued_at = now()
    RETURNING id
$$;

CREATE FUNCTION guidelines_forget_vectors(owner bigint, gone bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM guidelines_statementvector
    WHERE tenant_id = owner AND document_id = ANY (gone);
    UPDATE guidelines_statementvector SET smoothed = NULL, neighbours = '{}', reach = -1
    WHERE tenant_id = owner AND neighbours && gone;
    PERFORM guidelines_want_vectors(owner);
END $$;

CREATE FUNCTION guidelines_forget_inactive_vectors() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone bigint[];
    owner bigint;
BEGIN
    SELECT array_agg(after.id), min(after.tenant_id) INTO gone, owner
    FROM rows_before AS before JOIN rows_after AS after USING (tenant_id, id)
    WHERE before.status = 'active' AND after.status <> 'active';
    IF gone IS NOT NULL THEN
        PERFORM guidelines_forget_vectors(owner, gone);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER guidelines_forget_inactive_vectors AFTER UPDATE ON guidelines_recommendationversion
    REFERENCING OLD TABLE AS rows_before NEW TABLE AS rows_after
    FOR EACH STATEMENT EXECUTE FUNCTION guidelines_forget_inactive_vectors();
"""
REMEMBER = """
DROP TRIGGER guidelines_forget_inactive_vectors ON guidelines_recommendationversion;
DROP FUNCTION guidelines_forget_inactive_vectors();
DROP FUNCTION guidelines_forget_vectors(bigint, bigint[]);
DROP FUNCTION guidelines_want_vectors(bigint);
"""
COUNTED = """
CREATE OR REPLACE FUNCTION guidelines_refresh_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    ANALYZE guidelines_issuingbody, guidelines_work, guidelines_guideline,
        guidelines_guidelineversion, guidelines_recommendation,
        guidelines_recommendationversion, guidelines_rating, guidelines_posting,
        guidelines_concept, guidelines_conflict, guidelines_conflictside,
        guidelines_statementvector;
END $$;
"""
UNCOUNTED = COUNTED.replace(",\n        guidelines_statementvector", "")
WANT_ALL = """
SELECT guidelines_want_vectors(tenant_id)
FROM (SELECT DISTINCT tenant_id FROM guidelines_recommendationversion WHERE status = 'active') AS t;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_curator_role"),
        ("guidelines", "0013_withdrawn_by_source"),
    ]

    operations = [
        migrations.RunSQL(EXTENSION, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="StatementVector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("document_id", models.BigIntegerField()),
                ("model", models.CharField(max_length=60)),
                ("own", apps.guidelines.models.vectors.HalfVectorField()),
                ("smoothed", apps.guidelines.models.vectors.HalfVectorField(null=True)),
                ("neighbours", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ("reach", models.FloatField(default=-1)),
                ("tenant", models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.tenant")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("tenant", "model", "document_id"), name="guidelines_one_vector")],
            },
        ),
        migrations.CreateModel(
            name="VectorIndex",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("status", models.CharField(choices=[("queued", "Queued"), ("working", "Working"), ("done", "Done"), ("failed", "Failed")], default="queued", editable=False, max_length=10)),
                ("fencing_token", models.PositiveIntegerField(default=0, editable=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("lease_until", models.DateTimeField(editable=False, null=True)),
                ("not_before", models.DateTimeField(default=core.clock.now, editable=False)),
                ("enqueued_at", models.DateTimeField(default=core.clock.now, editable=False)),
                ("model", models.CharField(max_length=60)),
                ("wanted", models.PositiveBigIntegerField(default=1)),
                ("changed_at", models.DateTimeField(default=core.clock.now)),
                ("fresh_at", models.DateTimeField(null=True)),
                ("tenant", models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.tenant")),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(condition=models.Q(("status__in", ["queued", "working"])), fields=["enqueued_at"], name="guidelines_vectorindex_due")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(models.Q(("status", "working"), _negated=True), ("lease_until__isnull", False), _connector="OR"), name="guidelines_vectorindex_leased"),
                    models.UniqueConstraint(fields=("tenant",), name="guidelines_one_vector_index"),
                ],
            },
        ),
        migrations.RunSQL(IN_THE_ROW, migrations.RunSQL.noop),
        IsolateTenant("VectorIndex"),
        IsolateTenant("StatementVector"),
        migrations.RunSQL(FORGET, REMEMBER),
        migrations.RunSQL(COUNTED, UNCOUNTED),
        migrations.RunSQL(WANT_ALL, migrations.RunSQL.noop),
    ]
