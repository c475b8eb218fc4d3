"""Sign-offs of parts, and an approval that asks for them by the board's rules, in the database."""

from django.db import migrations, models

# Which signatures count, said once: the trigger and the pages ask this.
#
# A member's latest verdict on these words with these records, in whatever version it was given,
# counts where it agrees; where the member neither wrote nor last edited the version; where no change
# of evidence marked these words with these records after it; and where the member had no direct interest in an
# intervention of the part. After approval it stays as it was at that moment.
SIGNATURES = """
CREATE FUNCTION advisory_signatures(versions bigint[]) RETURNS TABLE (
    version_id bigint, part text, sign_off_id bigint, signer_id bigint, signer_name text,
    specialty text, profession text, signed_at timestamptz, signed_in bigint
) LANGUAGE sql STABLE AS $$
    WITH part AS (
        SELECT p.version_id, p.key, p.sha256, p.interventions
        FROM articles_articlepart AS p WHERE p.version_id = ANY (versions)
        UNION ALL
        SELECT v.id, '', v.content_sha256, '{}'
        FROM articles_articleversion AS v
        WHERE v.id = ANY (versions)
          AND NOT EXISTS (SELECT FROM articles_articlepart AS p WHERE p.version_id = v.id)
    ), latest AS (
        SELECT DISTINCT ON (v.id, part.key, s.signer_id)
            v.id AS version_id, v.tenant_id, v.article_id, part.key, part.sha256, part.interventions,
            coalesce(v.approved_at, 'infinity') AS until, s.id AS sign_off_id, s.signer_id,
            s.signer_name, s.signer_specialty, s.signer_profession, s.verdict, s.signed_at,
            signed.id AS signed_in
        FROM articles_articleversion AS v
        JOIN part ON part.version_id = v.id
        JOIN articles_articleversion AS signed
          ON signed.tenant_id = v.tenant_id AND signed.article_id = v.article_id
        JOIN advisory_signoff AS s
          ON s.tenant_id = v.tenant_id AND s.version_id = signed.id
         AND s.part = part.key AND s.sha256 = part.sha256
        WHERE v.id = ANY (versions) AND s.signer_id NOT IN (v.author_id, v.last_editor_id)
          AND s.signed_at <= coalesce(v.approved_at, 'infinity')
        ORDER BY v.id, part.key, s.signer_id, s.id DESC
    )
    SELECT l.version_id, l.key, l.sign_off_id, l.signer_id, l.signer_name, l.signer_specialty,
        l.signer_profession, l.signed_at, l.signed_in
    FROM latest AS l
    WHERE l.verdict = 'agrees'
      AND NOT EXISTS (
        SELECT FROM articles_statementmark AS m
        JOIN articles_statement AS st ON st.tenant_id = m.tenant_id AND st.id = m.statement_id
        JOIN articles_articleversion AS mv ON mv.tenant_id = st.tenant_id AND mv.id = st.version_id
        JOIN articles_articlepart AS mp
          ON mp.tenant_id = st.tenant_id AND mp.version_id = mv.id AND mp.key = st.key
         AND mp.sha256 = l.sha256
        WHERE mv.tenant_id = l.tenant_id AND mv.article_id = l.article_id AND st.key = l.key
          AND m.created_at > l.signed_at AND m.created_at <= l.until
      )
      AND NOT EXISTS (
        SELECT FROM advisory_interest AS i
        WHERE i.tenant_id = l.tenant_id AND i.user_id = l.signer_id AND i.is_direct
          AND i.intervention = ANY (l.interventions)
          AND i.declared_at <= l.until AND coalesce(i.withdrawn_at, 'infinity') > least(l.until, statement_timestamp())
          AND i.from_on <= least(l.until, statement_timestamp())::date
          AND coalesce(i.until_on, 'infinity'::date) >= least(l.until, statement_timestamp())::date
      )
$$;
"""
NO_SIGNATURES = "DROP FUNCTION advisory_signatures(bigint[])"

GATE = """
CREATE OR REPLACE FUNCTION advisory_keep_gate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    board advisory_board;
    short record;
BEGIN
    SELECT * INTO board FROM advisory_board WHERE tenant_id = NEW.tenant_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'approval needs a board and its sign-offs' USING ERRCODE = '23514';
    END IF;
    WITH part AS (
        SELECT key, has_dose FROM articles_articlepart WHERE version_id = NEW.id
        UNION ALL
        SELECT '', false WHERE NOT EXISTS (SELECT FROM articles_articlepart WHERE version_id = NEW.id)
    ), counted AS (
        SELECT part.key, part.has_dose, count(s.signer_id) AS signed,
            coalesce(array_agg(lower(s.specialty)) FILTER (WHERE s.signer_id IS NOT NULL), '{}') AS specialties,
            coalesce(bool_or(s.profession = 'pharmacist'), false) AS by_pharmacist
        FROM part LEFT JOIN advisory_signatures(ARRAY[NEW.id]) AS s ON s.part = part.key
        GROUP BY part.key, part.has_dose
    )
    SELECT * INTO short FROM counted
    WHERE signed < board.required_sign_offs
       OR NOT specialties @> (SELECT coalesce(array_agg(lower(name)), '{}') FROM unnest(board.required_specialties) AS name)
       OR (board.needs_pharmacist AND has_dose AND NOT by_pharmacist)
    ORDER BY signed LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'approval needs % sign-offs by the rules of the board, % are there on part "%"',
            board.required_sign_offs, short.signed, short.key USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
"""
GATE_OF_WHOLES = """
CREATE OR REPLACE FUNCTION advisory_keep_gate() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""

# Who signs is on the board of that organisation at that moment, and in term where a term is kept.
SIGNERS = """
CREATE FUNCTION advisory_keep_signers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM accounts_membership
        WHERE tenant_id = NEW.tenant_id AND user_id = NEW.signer_id AND 'board_member' = ANY (roles)
    ) OR EXISTS (
        SELECT FROM advisory_member
        WHERE tenant_id = NEW.tenant_id AND user_id = NEW.signer_id
          AND NOT now()::date BETWEEN term_from AND coalesce(term_until, 'infinity'::date)
    ) THEN
        RAISE EXCEPTION 'only a present member of the board can sign' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER advisory_keep_signers BEFORE INSERT ON advisory_signoff
    FOR EACH ROW EXECUTE FUNCTION advisory_keep_signers();
"""
ANY_SIGNERS = """
DROP TRIGGER advisory_keep_signers ON advisory_signoff;
DROP FUNCTION advisory_keep_signers();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("advisory", "0005_board_and_interests"),
        ("articles", "0007_parts_and_withdrawal"),
    ]

    operations = [
        migrations.RunSQL(GATE, GATE_OF_WHOLES),
        migrations.RemoveConstraint(model_name="signoff", name="advisory_sign_off_once"),
        migrations.RenameField(model_name="signoff", old_name="content_sha256", new_name="sha256"),
        migrations.AddField(
            model_name="signoff", name="part", field=models.CharField(blank=True, default="", max_length=120), preserve_default=False,
        ),
        migrations.AddField(
            model_name="signoff", name="signer_profession", field=models.CharField(blank=True, default="", max_length=20), preserve_default=False,
        ),
        migrations.AddField(
            model_name="signoff",
            name="verdict",
            field=models.CharField(choices=[("agrees", "Agrees"), ("dissents", "Dissents")], default="agrees", max_length=10),
        ),
        migrations.AddField(
            model_name="signoff", name="reason", field=models.TextField(blank=True, default=""), preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), ("verdict", "agrees")) | models.Q(("verdict", "dissents"), models.Q(("reason", ""), _negated=True)),
                name="advisory_dissent_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="signoff",
            index=models.Index(fields=["tenant", "version", "part"], name="advisory_sign_off_part"),
        ),
        migrations.RunSQL(SIGNATURES, NO_SIGNATURES),
        migrations.RunSQL(SIGNERS, ANY_SIGNERS),
    ]
