"""An interest is withdrawn and nothing else: the database refuses to change or delete it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION advisory_keep_interests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
        AND to_jsonb(NEW) - 'withdrawn_at' = to_jsonb(OLD) - 'withdrawn_at'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a declared interest can only be withdrawn' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER advisory_keep_interests BEFORE UPDATE OR DELETE ON advisory_interest
    FOR EACH ROW EXECUTE FUNCTION advisory_keep_interests();
"""
BACKWARD = """
DROP TRIGGER advisory_keep_interests ON advisory_interest;
DROP FUNCTION advisory_keep_interests();
"""


class Migration(migrations.Migration):
    dependencies = [("advisory", "0008_living")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
