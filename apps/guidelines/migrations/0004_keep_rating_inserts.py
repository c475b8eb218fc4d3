"""A published recommendation gets no further rating either."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION guidelines_keep_rating_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT status FROM guidelines_recommendationversion
        WHERE tenant_id = NEW.tenant_id AND id = NEW.recommendation_version_id) <> 'draft' THEN
        RAISE EXCEPTION 'a published recommendation gets no further label' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guidelines_keep_rating_insert BEFORE INSERT OR UPDATE ON guidelines_rating
    FOR EACH ROW EXECUTE FUNCTION guidelines_keep_rating_insert();
"""
BACKWARD = """
DROP TRIGGER guidelines_keep_rating_insert ON guidelines_rating;
DROP FUNCTION guidelines_keep_rating_insert();
"""


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0003_keep_published")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
