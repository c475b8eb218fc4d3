"""A version begins as a draft, moves along the table of states only, and is frozen once it left draft."""

from django.db import migrations

# The moves of apps.articles.domain.lifecycle.MOVES as they were when this was written; a change of
# that table needs a migration of its own (tests compare the two).
FORWARD = """
CREATE FUNCTION articles_keep_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a version begins as a draft' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'a submitted version cannot be deleted' USING ERRCODE = '23514';
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'submitted'),
        ('submitted', 'under_review'),
        ('under_review', 'changes_requested'),
        ('under_review', 'approved'),
        ('approved', 'superseded')
    ) THEN
        RAISE EXCEPTION 'a version cannot move from % to %', OLD.state, NEW.state USING ERRCODE = '23514';
    END IF;
    IF OLD.state <> 'draft' AND
        to_jsonb(NEW) - '{state,under_review_at,approved_at,review_due_on}'::text[] IS DISTINCT FROM
        to_jsonb(OLD) - '{state,under_review_at,approved_at,review_due_on}'::text[] THEN
        RAISE EXCEPTION 'a submitted version cannot change; write a new version' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER articles_keep_moves BEFORE INSERT OR UPDATE OR DELETE ON articles_articleversion
    FOR EACH ROW EXECUTE FUNCTION articles_keep_moves();

-- A row has an old and a new place: moving it out of a frozen version changes that version too.
CREATE FUNCTION articles_keep_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    content jsonb;
    version bigint;
BEGIN
    FOREACH content IN ARRAY ARRAY[to_jsonb(OLD), to_jsonb(NEW)] LOOP
        CONTINUE WHEN content IS NULL;
        version := CASE TG_TABLE_NAME
            WHEN 'articles_citation' THEN
                (SELECT version_id FROM articles_statement WHERE id = (content->>'statement_id')::bigint)
            WHEN 'articles_stepbasis' THEN
                (SELECT version_id FROM articles_algorithmstep WHERE id = (content->>'step_id')::bigint)
            ELSE (content->>'version_id')::bigint
        END;
        IF (SELECT state FROM articles_articleversion WHERE id = version) <> 'draft' THEN
            RAISE EXCEPTION 'the content of a submitted version cannot change; write a new version'
                USING ERRCODE = '23514';
        END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$;
"""
BACKWARD = """
DROP FUNCTION articles_keep_frozen();
DROP TRIGGER articles_keep_moves ON articles_articleversion;
DROP FUNCTION articles_keep_moves();
"""
CONTENT = ["section", "difference", "statement", "citation", "redflag", "algorithmstep", "stepbasis"]


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_isolate_tenants")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER articles_keep_frozen BEFORE INSERT OR UPDATE OR DELETE ON articles_{name} "
                "FOR EACH ROW EXECUTE FUNCTION articles_keep_frozen()",
                f"DROP TRIGGER articles_keep_frozen ON articles_{name}",
            )
            for name in CONTENT
        ),
    ]
