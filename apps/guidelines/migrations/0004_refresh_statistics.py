"""Lets the app's role count the store's tables again after an import, which only their owner may."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION guidelines_refresh_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    ANALYZE guidelines_issuingbody, guidelines_work, guidelines_guideline,
        guidelines_guidelineversion, guidelines_recommendation,
        guidelines_recommendationversion, guidelines_rating, guidelines_posting,
        guidelines_concept, guidelines_conflict, guidelines_conflictside;
END $$;
REVOKE ALL ON FUNCTION guidelines_refresh_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guidelines_refresh_statistics() TO consilium_app;
"""
BACKWARD = "DROP FUNCTION guidelines_refresh_statistics()"


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0003_keep_published")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
