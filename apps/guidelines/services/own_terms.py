"""A curator adds an organisation's own term for a concept, or takes one away."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction

from apps.guidelines.domain.lexicon import expand
from apps.guidelines.domain.lexicon_words import key_of, normalise
from apps.guidelines.domain.values import TermKind
from apps.guidelines.models import Concept, OwnTerm
from apps.guidelines.search import lexemes
from apps.guidelines.services.curating import check_curator, checked_text
from apps.guidelines.services.tell_dependents import tell_store_grew
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, NotFound


@transaction.atomic
def add_term(
    *, concept_key: str, text: str, kind: str, context: tuple[str, ...], actor: Actor
) -> OwnTerm:
    """It counts in searches and answers at once, in this organisation alone. Twice is once.

    `context`: words of which a text must have one. Locks the concept. Raises `NotPermitted`,
    `NotFound`, and `InvalidInput` for what means something else, or several things.
    """
    check_curator(actor)
    term = " ".join(checked_text(text, field="text").split())
    concept = Concept.objects.select_for_update(no_key=True).filter(key=concept_key).first()
    if concept is None:
        raise NotFound("There is no such concept in this store")
    own = {key_of(row.text): row for row in OwnTerm.objects.filter(concept=concept)}
    if key_of(term) in own:
        return own[key_of(term)]
    _check_form(term, kind)
    _check_meaning(term, concept)
    _check_context(term, context, concept)
    row = OwnTerm.objects.create(
        concept=concept,
        text=term,
        kind=kind,
        context=list(context),
        added_by_id=actor.get_id(),
        added_by_name=actor.name,
    )
    record(
        "guidelines.term.added",
        subject=row,
        subject_id=str(row.public_id),
        actor=actor,
        concept=concept.key,
        text=term,
        kind=kind,
    )
    tell_store_grew()
    return row


@transaction.atomic
def remove_term(*, term: OwnTerm, actor: Actor) -> None:
    """Searches and answers forget it at once. Raises `NotPermitted`, and `NotFound` if it went."""
    check_curator(actor)
    rows = OwnTerm.objects.select_for_update(of=("self",)).select_related("concept")
    row = rows.filter(pk=term.pk).first()
    if row is None:
        raise NotFound("This term is no longer there")
    record(
        "guidelines.term.removed",
        subject=row,
        subject_id=str(row.public_id),
        actor=actor,
        concept=row.concept.key,
        text=row.text,
    )
    row.delete()


def _check_form(term: str, kind: str) -> None:
    if len(term) > 200:
        raise InvalidInput("A term has at most 200 characters", pointer="/text")
    if kind not in list(TermKind):
        raise InvalidInput(f"It is one of {', '.join(TermKind)}", pointer="/kind")
    if not lexemes(term):
        raise InvalidInput("Every text has these words: they name nothing", pointer="/text")


def _check_meaning(term: str, concept: Concept) -> None:
    """Raises `InvalidInput` for a word that the concept has, or that is another concept's."""
    names = {normalise(term)} | {
        normalise(found.text) for found in expand(term).terms if found.relation == "exact"
    }
    own: dict[int, set[str]] = defaultdict(set)
    for concept_id, text in OwnTerm.objects.values_list("concept_id", "text"):
        own[concept_id].add(normalise(text))
    for row in Concept.objects.all():
        words = own[row.pk].union(map(normalise, (row.name, *row.terms)))
        if row.pk == concept.pk and normalise(term) in words:
            raise InvalidInput(f"{concept.name} is already found by this term", pointer="/text")
        if row.pk != concept.pk and names & words:
            raise InvalidInput(f"This is a term for {row.name}", pointer="/text")


def _check_context(term: str, context: tuple[str, ...], concept: Concept) -> None:
    """Raises `InvalidInput` for an ambiguous abbreviation that would count in every text."""
    if not context and expand(term).choices:
        raise InvalidInput(
            f"{term} means several things. Say with which other words it means {concept.name}",
            pointer="/context",
        )
