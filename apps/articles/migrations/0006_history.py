"""A history of each article that the database itself keeps linked and unchanged."""

import django.db.models.deletion
from django.db import migrations, models

import core.tenancy.models
from core.tenancy.isolation import IsolateTenant

FORWARD = """
CREATE FUNCTION articles_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last articles_articleevent;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'the history of an article is only ever added to' USING ERRCODE = '23514';
    END IF;
    SELECT * INTO last FROM articles_articleevent
    WHERE tenant_id = NEW.tenant_id AND article_id = NEW.article_id
    ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1
        OR NEW.previous_sha256 <> coalesce(last.sha256, '')
        OR NEW.said_sha256 <> encode(sha256(convert_to(NEW.said, 'UTF8')), 'hex')
        OR NEW.sha256 <> encode(
            sha256(convert_to(NEW.previous_sha256 || E'\\n' || NEW.said_sha256, 'UTF8')), 'hex')
        OR (NEW.said::jsonb ->> 'number')::bigint <> NEW.number
        OR NEW.said::jsonb ->> 'kind' <> NEW.kind
        OR (NEW.said::jsonb ->> 'version')::bigint <> NEW.version_number
    THEN
        RAISE EXCEPTION 'event % does not follow the one before it', NEW.number
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER articles_keep_history BEFORE INSERT OR UPDATE OR DELETE ON articles_articleevent
    FOR EACH ROW EXECUTE FUNCTION articles_keep_history();

-- A version is moved by nobody before an event says so.
CREATE FUNCTION articles_tell_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM articles_articleevent
        WHERE tenant_id = NEW.tenant_id AND article_id = NEW.article_id
          AND version_number = NEW.number AND kind = NEW.state
    ) THEN
        RAISE EXCEPTION 'the history does not tell that version % became %', NEW.number, NEW.state
            USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER articles_tell_moves AFTER UPDATE OF state ON articles_articleversion
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION articles_tell_moves();
"""
BACKWARD = """
DROP TRIGGER articles_tell_moves ON articles_articleversion;
DROP FUNCTION articles_tell_moves();
DROP TRIGGER articles_keep_history ON articles_articleevent;
DROP FUNCTION articles_keep_history();
"""
KINDS = [
    "drafted", "submitted", "under_review", "changes_requested", "signed", "approved",
    "superseded", "evidence_changed", "reviewed_again",
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_curator_role"), ("articles", "0005_gate")]

    operations = [
        migrations.CreateModel(
            name="ArticleEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(choices=[(kind, kind.upper()) for kind in KINDS], max_length=20)),
                ("version_number", models.PositiveSmallIntegerField()),
                ("said", models.TextField()),
                ("said_sha256", models.CharField(max_length=64)),
                ("previous_sha256", models.CharField(blank=True, max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("article", core.tenancy.models.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="events", to="articles.article")),
                ("tenant", models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.tenant")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "article", "number"), name="articles_event_number"),
                    models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="articles_known_event"),
                ],
            },
        ),
        IsolateTenant("ArticleEvent"),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
