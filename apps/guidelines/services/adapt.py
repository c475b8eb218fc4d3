"""A local recommendation made from one of the store, and what to do when that one changes."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from django.db import transaction

from apps.guidelines.adaptations import (
    ThreeStates,
    source_values,
    sourced,
    three_states,
    why_not_adapted,
)
from apps.guidelines.domain.adapting import (
    ADAPTABLE,
    Resolution,
    UnknownField,
    change,
    comparable,
    present,
    settle,
)
from apps.guidelines.domain.three_way import Values, merge
from apps.guidelines.domain.values import LinkKind
from apps.guidelines.models import Adaptation, Recommendation, RecommendationVersion
from apps.guidelines.policies import can_curate
from apps.guidelines.services.store_adapted import local_key, store_adapted
from core.actors import Actor
from core.audit.record import record
from core.errors import InvalidInput, LostRace, NotFound, NotPermitted, WrongState

_NOTHING: Final[Values] = MappingProxyType({})


@transaction.atomic
def adapt(
    *, upstream: RecommendationVersion, changes: Values, reason: str, actor: Actor
) -> Adaptation:
    """Make a recommendation of one's own from this one; `changes` by path, empty ones take out.

    It stands in the guideline `local-…` of the organisation, cites where it came from, and follows
    its own editions from now on. Raises `NotPermitted`, `InvalidInput`, `WrongState`, and
    `ImportRefused` where it names what nobody defines.
    """
    _check(reason, actor)
    row = _lock(upstream)
    guideline = row.guideline_version.guideline
    key = local_key(guideline)
    if Recommendation.objects.filter(guideline__key=key, key=row.recommendation.key).exists():
        raise WrongState("This recommendation is adapted already; change the local one")
    values = _changed(row, changes)
    link = {
        "from": f"{key}/{row.recommendation.key}",
        "to": f"{guideline.key}/{row.recommendation.key}",
        "kind": LinkKind.ADAPTED_FROM,
        "note": reason.strip(),
    }
    local = store_adapted(upstream=guideline, values=values, links=[link], actor=actor)
    adaptation = Adaptation.objects.create(
        local=local, upstream=row.recommendation, base=row, reason=reason.strip()
    )
    record(
        "guidelines.recommendation.adapted",
        subject=adaptation,
        subject_id=str(adaptation.public_id),
        actor=actor,
        upstream=link["to"],
        changed=sorted(changes),
        reason=adaptation.reason,
    )
    return adaptation


@transaction.atomic
def resolve_adaptation(
    *,
    adaptation: Adaptation,
    choice: Resolution,
    values: Values = _NOTHING,
    seen_sha256: str,
    reason: str,
    actor: Actor,
) -> Adaptation:
    """Decide what upstream's change means here; its present version is the base from now on.

    Merging takes what only one side changed; `values` decide the rest. `seen_sha256` is that of the
    three states that were compared. Raises `NotPermitted`, `InvalidInput` that names what is
    undecided, `NotFound` where the local one is gone, `WrongState` where upstream has nothing new,
    and `LostRace` where one of the three is another now.
    """
    _check(reason, actor)
    locked = Adaptation.objects.select_for_update().get(pk=adaptation.pk)
    states = three_states(locked)
    if states.upstream_now is None or states.upstream is None:
        raise WrongState("Upstream is not active any more, so there is nothing to take")
    _check_news(states, seen_sha256)
    final = _decide(choice, states, states.upstream, values)
    if final != states.local:
        store_adapted(
            upstream=states.upstream_now.guideline_version.guideline,
            values=final,
            links=[],
            actor=actor,
        )
    before = locked.base
    locked.base = states.upstream_now
    locked.save()
    record(
        "guidelines.adaptation.resolved",
        subject=locked,
        subject_id=str(locked.public_id),
        actor=actor,
        choice=choice,
        base_before=str(before.public_id),
        base=str(states.upstream_now.public_id),
        reason=reason.strip(),
    )
    return locked


def _changed(row: RecommendationVersion, changes: Values) -> dict[str, Any]:
    """The values of the local copy with these changes. Raises `InvalidInput`."""
    base = source_values(row)
    try:
        values = change(base, changes)
    except UnknownField as error:
        raise InvalidInput(str(error), pointer="/changes") from error
    if values == base:
        raise InvalidInput("Nothing is changed, so there is nothing to adapt", pointer="/changes")
    return values


def _check(reason: str, actor: Actor) -> None:
    if not can_curate(actor):
        raise NotPermitted("Only curators adapt recommendations")
    if not reason.strip():
        raise InvalidInput("Say why, for whoever reads it later", pointer="/reason")


def _lock(upstream: RecommendationVersion) -> RecommendationVersion:
    row = (
        sourced(RecommendationVersion.objects.filter(pk=upstream.pk))
        .select_for_update(of=("self",), no_key=True)
        .first()
    )
    if row is None:
        raise NotFound("There is no such recommendation")
    why_not = why_not_adapted(row)
    if why_not:
        raise WrongState(why_not)
    return row


def _check_news(states: ThreeStates, seen_sha256: str) -> None:
    if states.upstream_now and states.upstream_now.public_id == states.base_id:
        raise WrongState("Upstream is what this was made from; nothing has changed")
    if states.sha256 != seen_sha256:
        raise LostRace("Upstream or your own changed meanwhile; compare them again")


def _decide(
    choice: Resolution, states: ThreeStates, upstream: Values, values: Values
) -> dict[str, Any]:
    if choice is Resolution.KEEP_LOCAL:
        return dict(states.local)
    if choice is Resolution.TAKE_UPSTREAM:
        return dict(upstream)
    merged, clashes = merge(comparable(states.base), comparable(upstream), comparable(states.local))
    unknown = sorted(values.keys() - ADAPTABLE - set(clashes))
    if unknown:
        raise InvalidInput(f"Nobody decides on {', '.join(unknown)}", pointer="/values")
    undecided = [name for name in clashes if name not in values]
    if undecided:
        raise InvalidInput(f"Both sides changed {', '.join(undecided)}", pointer="/values")
    final = present({**merged, **values, "key": states.local["key"]})
    return settle(final, [upstream, states.local, states.base])
