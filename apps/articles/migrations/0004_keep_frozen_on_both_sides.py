"""Versions begin as drafts, an approved one can be replaced, and frozen content cannot move away."""

from django.db import migrations, models

MOVES = """
CREATE OR REPLACE FUNCTION articles_keep_moves() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER articles_begin_as_draft BEFORE INSERT ON articles_articleversion
    FOR EACH ROW EXECUTE FUNCTION articles_keep_moves();
"""
UNDO_MOVES = "DROP TRIGGER articles_begin_as_draft ON articles_articleversion"

# A row has an old and a new place: moving it out of a frozen version changes that version too.
FROZEN = """
CREATE OR REPLACE FUNCTION articles_keep_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
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
STATES = ["draft", "submitted", "under_review", "changes_requested", "approved", "superseded"]
CHOICES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("under_review", "Under review"),
    ("changes_requested", "Changes requested"),
    ("approved", "Approved"),
    ("superseded", "Replaced"),
]


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_keep_frozen")]

    operations = [
        migrations.AlterField(
            model_name="articleversion",
            name="state",
            field=models.CharField(choices=CHOICES, default="draft", max_length=20),
        ),
        migrations.RemoveConstraint(model_name="articleversion", name="articles_known_state"),
        migrations.AddConstraint(
            model_name="articleversion",
            constraint=models.CheckConstraint(
                condition=models.Q(state__in=STATES), name="articles_known_state"
            ),
        ),
        migrations.RunSQL(MOVES, UNDO_MOVES),
        migrations.RunSQL(FROZEN, migrations.RunSQL.noop),
    ]
