"""What leaves the index by the thousand leaves it in seconds.

Each posting was compared with each document that left, and before and after of an update were
joined by a plan made for the first, small one: 25,000 of 50,000 were not done in eight minutes.
"""

from django.db import migrations

# (… IN (SELECT …)) IS TRUE stays a hashed lookup; a bare IN may become a join in loops.
FORWARD = """
CREATE OR REPLACE FUNCTION guidelines_forget_documents(gone bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT DISTINCT b.tenant_id, b.id
                 FROM guidelines_indexbatch AS b CROSS JOIN LATERAL unnest(b.documents) AS d
                 WHERE (d IN (SELECT unnest(gone))) IS TRUE LOOP
        UPDATE guidelines_indexbatch AS b
        SET (documents, lengths, size, total_length) = (
            SELECT coalesce(array_agg(d.document), '{}'), coalesce(array_agg(d.length), '{}'),
                   count(*), coalesce(sum(d.length), 0)
            FROM unnest(b.documents, b.lengths) AS d (document, length)
            WHERE (d.document IN (SELECT unnest(gone))) IS NOT TRUE)
        WHERE b.tenant_id = found.tenant_id AND b.id = found.id;
        WITH marked AS MATERIALIZED (
            SELECT p.id, d.document, d.frequency, d.length,
                   d.document IN (SELECT unnest(gone)) AS is_gone
            FROM guidelines_posting AS p
            CROSS JOIN LATERAL unnest(p.documents, p.frequencies, p.lengths)
                AS d (document, frequency, length)
            WHERE p.tenant_id = found.tenant_id AND p.batch = found.id
        ), rest AS MATERIALIZED (
            SELECT id, count(*) FILTER (WHERE NOT is_gone) AS size,
                   array_agg(document) FILTER (WHERE NOT is_gone) AS documents,
                   array_agg(frequency) FILTER (WHERE NOT is_gone) AS frequencies,
                   array_agg(length) FILTER (WHERE NOT is_gone) AS lengths
            FROM marked
            GROUP BY id HAVING bool_or(is_gone)
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

CREATE OR REPLACE FUNCTION guidelines_forget_inactive() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone bigint[] := ARRAY(
        SELECT id FROM rows_before WHERE status = 'active'
        INTERSECT SELECT id FROM rows_after WHERE status <> 'active');
BEGIN
    IF gone <> '{}' THEN
        PERFORM guidelines_lock_index((SELECT min(tenant_id) FROM rows_after));
        PERFORM guidelines_forget_documents(gone);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION guidelines_forget_vectors(owner bigint, gone bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM guidelines_statementvector
    WHERE tenant_id = owner AND document_id = ANY (gone);
    UPDATE guidelines_statementvector AS v
    SET smoothed = NULL, neighbours = '{}', reach = -1
    WHERE tenant_id = owner
      AND EXISTS (SELECT FROM unnest(v.neighbours) AS n WHERE (n IN (SELECT unnest(gone))) IS TRUE);
    PERFORM guidelines_want_vectors(owner);
END $$;

CREATE OR REPLACE FUNCTION guidelines_forget_inactive_vectors() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    gone bigint[] := ARRAY(
        SELECT id FROM rows_before WHERE status = 'active'
        INTERSECT SELECT id FROM rows_after WHERE status <> 'active');
BEGIN
    IF gone <> '{}' THEN
        PERFORM guidelines_forget_vectors((SELECT min(tenant_id) FROM rows_after), gone);
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0015_second_engine")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
