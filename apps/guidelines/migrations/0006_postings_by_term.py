"""The inverted index with a row for each term of a batch of documents, not for each posting.

What the old table holds is carried over, without concept keys; `reindex` adds them.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from core.tenancy.isolation import IsolateTenant

# One batch for each tenant; the migrator sees all of them.
SET_ASIDE = """
CREATE TEMPORARY TABLE active_postings ON COMMIT DROP AS
    SELECT p.tenant_id, p.document_id, p.term, p.frequency, p.length
    FROM guidelines_posting AS p
    JOIN guidelines_recommendationversion AS r
      ON r.tenant_id = p.tenant_id AND r.id = p.document_id AND r.status = 'active';
"""
CARRY_OVER = """
INSERT INTO guidelines_indexbatch (tenant_id, documents, lengths, size, total_length)
    SELECT tenant_id, array_agg(document_id), array_agg(length), count(*), sum(length)
    FROM (SELECT DISTINCT tenant_id, document_id, length FROM active_postings) AS documents
    GROUP BY tenant_id;
INSERT INTO guidelines_posting
        (tenant_id, term, batch, size, documents, frequencies, lengths)
    SELECT p.tenant_id, p.term, b.id, count(*),
           array_agg(p.document_id),
           array_agg(p.frequency), array_agg(p.length)
    FROM active_postings AS p
    JOIN guidelines_indexbatch AS b ON b.tenant_id = p.tenant_id
    GROUP BY p.tenant_id, p.term, b.id;
"""

# Packing costs more time than the room is worth: 50,000 documents take 45 MB unpacked.
UNPACKED = """
ALTER TABLE guidelines_posting
    ALTER documents SET STORAGE EXTERNAL,
    ALTER frequencies SET STORAGE EXTERNAL,
    ALTER lengths SET STORAGE EXTERNAL;
ALTER TABLE guidelines_indexbatch
    ALTER documents SET STORAGE EXTERNAL,
    ALTER lengths SET STORAGE EXTERNAL;
"""

# The lock makes index writers of one tenant wait for each other: a batch that is folded into
# another one must not keep what is being taken out of it.
FORGET = """
CREATE FUNCTION guidelines_lock_index(tenant bigint) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(20261125, tenant::int)
$$;

CREATE FUNCTION guidelines_forget_documents(gone bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT b.tenant_id, b.id FROM guidelines_indexbatch AS b
                 WHERE EXISTS (SELECT FROM unnest(b.documents) AS d WHERE d = ANY (gone)) LOOP
        UPDATE guidelines_indexbatch AS b
        SET (documents, lengths, size, total_length) = (
            SELECT coalesce(array_agg(d.document), '{}'), coalesce(array_agg(d.length), '{}'),
                   count(*), coalesce(sum(d.length), 0)
            FROM unnest(b.documents, b.lengths) AS d (document, length)
            WHERE d.document <> ALL (gone))
        WHERE b.tenant_id = found.tenant_id AND b.id = found.id;
        WITH rest AS MATERIALIZED (
            SELECT p.id, count(*) FILTER (WHERE d.document <> ALL (gone)) AS size,
                   array_agg(d.document) FILTER (WHERE d.document <> ALL (gone)) AS documents,
                   array_agg(d.frequency) FILTER (WHERE d.document <> ALL (gone)) AS frequencies,
                   array_agg(d.length) FILTER (WHERE d.document <> ALL (gone)) AS lengths
            FROM guidelines_posting AS p
            CROSS JOIN LATERAL unnest(p.documents, p.frequencies, p.lengths)
                AS d (document, frequency, length)
            WHERE p.tenant_id = found.tenant_id AND p.batch = found.id
            GROUP BY p.id HAVING bool_or(d.document = ANY (gone))
        ), emptied AS (
            DELETE FROM guidelines_posting AS p USING rest
            WHERE p.tenant_id = found.tenant_id AND p.id = rest.id AND rest.size = 0
        )
        UPDATE guidelines_posting AS p
        SET documents = rest.documents, frequencies = rest.frequencies, lengths = rest.lengths,
            size = rest.size
        FROM rest
        WHERE p.tenant_id = found.tenant_id AND p.id = rest.id AND rest.size > 0;
        DELETE FROM guidelines_indexbatch AS b
        WHERE b.tenant_id = found.tenant_id AND b.id = found.id AND b.size = 0;
    END LOOP;
END $$;

CREATE FUNCTION guidelines_forget_inactive() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone bigint[];
BEGIN
    SELECT array_agg(after.id) INTO gone
    FROM rows_before AS before JOIN rows_after AS after USING (tenant_id, id)
    WHERE before.status = 'active' AND after.status <> 'active';
    IF gone IS NOT NULL THEN
        PERFORM guidelines_lock_index((SELECT min(tenant_id) FROM rows_after));
        PERFORM guidelines_forget_documents(gone);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER guidelines_forget_inactive AFTER UPDATE ON guidelines_recommendationversion
    REFERENCING OLD TABLE AS rows_before NEW TABLE AS rows_after
    FOR EACH STATEMENT EXECUTE FUNCTION guidelines_forget_inactive();
"""
REMEMBER = """
DROP TRIGGER guidelines_forget_inactive ON guidelines_recommendationversion;
DROP FUNCTION guidelines_forget_inactive();
DROP FUNCTION guidelines_forget_documents(bigint[]);
DROP FUNCTION guidelines_lock_index(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0005_whole_store")]

    operations = [
        migrations.RunSQL(SET_ASIDE, migrations.RunSQL.noop),
        migrations.DeleteModel("Posting"),
        migrations.CreateModel(
            name="IndexBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("documents", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("lengths", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("size", models.PositiveIntegerField()),
                ("total_length", models.PositiveBigIntegerField()),
                ("tenant", models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.tenant")),
            ],
            options={
                "indexes": [models.Index(fields=["tenant"], include=["size", "total_length"], name="guidelines_index_sizes")],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("term", models.CharField(max_length=100)),
                ("batch", models.BigIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("documents", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("frequencies", django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                ("lengths", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("tenant", models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.tenant")),
            ],
            options={
                "indexes": [models.Index(fields=["tenant", "batch"], name="guidelines_posting_batch")],
                "constraints": [models.UniqueConstraint(fields=("tenant", "term", "batch"), name="guidelines_posting_once_a_batch")],
            },
        ),
        migrations.RunSQL(UNPACKED, migrations.RunSQL.noop),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        IsolateTenant("IndexBatch"),
        IsolateTenant("Posting"),
        migrations.RunSQL(FORGET, REMEMBER),
    ]
