"""A published recommendation never changes: only its status moves, and nothing deletes it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION guidelines_keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status <> 'draft' THEN
            RAISE EXCEPTION 'a published recommendation cannot be deleted' USING ERRCODE = '23514';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.status <> 'draft' AND to_jsonb(NEW) - 'status' IS DISTINCT FROM to_jsonb(OLD) - 'status' THEN
        RAISE EXCEPTION 'a published recommendation cannot change; give it a new version'
            USING ERRCODE = '23514';
    END IF;
    IF OLD.status <> 'draft' AND NEW.status = 'draft' THEN
        RAISE EXCEPTION 'a published recommendation cannot become a draft' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guidelines_keep_published BEFORE UPDATE OR DELETE ON guidelines_recommendationversion
    FOR EACH ROW EXECUTE FUNCTION guidelines_keep_published();

CREATE FUNCTION guidelines_keep_rating() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT status FROM guidelines_recommendationversion
        WHERE tenant_id = OLD.tenant_id AND id = OLD.recommendation_version_id) <> 'draft' THEN
        RAISE EXCEPTION 'the label of a published recommendation cannot change' USING ERRCODE = '23514';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER guidelines_keep_rating BEFORE UPDATE OR DELETE ON guidelines_rating
    FOR EACH ROW EXECUTE FUNCTION guidelines_keep_rating();

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
DROP TRIGGER guidelines_keep_rating ON guidelines_rating;
DROP FUNCTION guidelines_keep_rating();
DROP TRIGGER guidelines_keep_published ON guidelines_recommendationversion;
DROP FUNCTION guidelines_keep_published();
"""


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0002_isolate_tenants")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
