"""Approval needs the board's sign-offs on the present content: asked in the database, whatever the code does."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION advisory_keep_gate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    needed integer := (SELECT required_sign_offs FROM advisory_board WHERE tenant_id = NEW.tenant_id);
    signed integer := (
        SELECT count(DISTINCT signer_id) FROM advisory_signoff
        WHERE tenant_id = NEW.tenant_id AND version_id = NEW.id
          AND content_sha256 = NEW.content_sha256
          AND signer_id NOT IN (NEW.author_id, NEW.last_editor_id)
    );
BEGIN
    IF needed IS NULL OR signed < needed THEN
        RAISE EXCEPTION 'approval needs % sign-offs, % are there', coalesce(needed::text, 'a board and its'), signed
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER advisory_keep_gate BEFORE UPDATE OF state ON articles_articleversion
    FOR EACH ROW WHEN (NEW.state = 'approved' AND OLD.state <> 'approved')
    EXECUTE FUNCTION advisory_keep_gate();
"""
BACKWARD = """
DROP TRIGGER advisory_keep_gate ON articles_articleversion;
DROP FUNCTION advisory_keep_gate();
"""


class Migration(migrations.Migration):
    dependencies = [("advisory", "0002_isolate_tenants"), ("articles", "0003_keep_frozen")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
