"""What a follow-up question leaves unsaid: taken from what the question before was taken to mean.

Whatever the new question names itself comes first; nothing is taken over against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from apps.qa.domain.population import ADULT, ANY_AGE, People
from apps.qa.domain.shapes import Understanding
from apps.qa.domain.understanding import spans_of_exclusion

# "it", "that drug", "this treatment": words that stand for a thing of the question before.
_THING: Final = (
    r"\b(?:it|its|they|them|those|these|that one|this one|"
    r"(?:that|this|the|such an?|these|those) (?:same )?"
    r"(?:drugs?|medicines?|medications?|tablets?|pills?|injections?|infusions?|treatments?|"
    r"therap(?:y|ies)|tests?|scans?|vaccines?|operations?|procedures?|surgery|devices?|brace))\b"
)
_REFERS: Final = re.compile(_THING, re.IGNORECASE)
# "And in men?", "What about …": only part of a question, which goes on with the one before.
_GOES_ON: Final = re.compile(
    r"\W*(?:and|but|or|also|then|so|what about|how about|what if|even|same)\b", re.IGNORECASE
)

Keys = frozenset[str]


def follow(
    now: Understanding, before: Understanding, *, text: str, parents: Callable[[Keys], Keys]
) -> Understanding:
    """`now` with what its words leave open taken from `before`; `parents` are classes right above.

    Treatments go over where `text` names none and refers to them or names no condition either; a
    subject that the store does not know goes with them. What somebody cannot take stays true until
    another treatment is asked for by name. How fresh an injury is belongs to the condition.
    """
    if not now.is_english:
        return now
    excluded = _excluded(now, before, text)
    refers = bool(_REFERS.search(text) or _GOES_ON.match(text))
    is_open = not now.asked_about and excluded <= before.excluded
    takes_over = is_open and (refers or not now.conditions)
    names_nothing = not (now.asked_about or now.conditions or now.excluded)
    same_condition = not now.conditions or bool(now.conditions & before.conditions)
    return replace(
        now,
        asked_about=before.asked_about if takes_over else now.asked_about,
        conditions=now.conditions or before.conditions,
        topic=now.topic if now.conditions else before.topic,
        excluded=excluded,
        wider=now.wider if excluded == now.excluded else parents(excluded),
        unknown=(*(before.unknown if names_nothing else ()), *now.unknown),
        names_something=now.names_something
        or (before.names_something and (refers or not now.unknown)),
        subjects=now.subjects or before.subjects,
        people=same_people(now.people, before.people),
        intents=now.intents or (before.intents if takes_over else frozenset()),
        assumed=tuple(dict.fromkeys((*before.assumed, *now.assumed))),
        acuity=before.acuity if now.acuity == "any" and same_condition else now.acuity,
    )


def same_people(now: People, before: People) -> People:
    """Whom the follow-up is about: its own words first, and nothing of another person."""
    if is_another_person(now, before):
        return now
    return People(
        ages=before.ages if now.ages == ANY_AGE else now.ages,
        sex=before.sex if now.sex == "any" else now.sex,
        pregnancy=before.pregnancy if now.pregnancy == "any" else now.pregnancy,
    )


def is_another_person(now: People, before: People) -> bool:
    """Whether the sex, or a pregnancy, tells the two apart."""
    other_sex = "any" not in (now.sex, before.sex) and now.sex != before.sex
    return other_sex or (now.sex == "male" and before.pregnancy == "pregnant")


def _excluded(now: Understanding, before: Understanding, text: str) -> Keys:
    """What cannot be taken: what the text names, else what its "it" stands for, and from before.

    Where the text names a treatment, its "it" may be that one.
    """
    meant = now.excluded
    is_unnamed = not (meant or now.asked_about)
    if is_unnamed and any(_REFERS.search(text[a:b]) for a, b in spans_of_exclusion(text)):
        meant = frozenset().union(*before.asked_about)
    if now.asked_about or is_another_person(now.people, before.people):
        return meant
    return meant | before.excluded


def say_people(people: People, *, besides: People) -> Iterator[str]:
    """Whom it is about, in words, as far as that is not said already."""
    if people.sex != besides.sex:
        yield "a woman" if people.sex == "female" else "a man"
    if people.ages != besides.ages:
        low, high = (f"{age:g}" for age in people.ages)
        if people.ages == ADULT:
            yield "an adult"
        elif people.ages[0] == people.ages[1]:
            yield f"aged {low}"
        elif people.ages[1] == ANY_AGE[1]:
            yield f"over {low}"
        else:
            yield f"up to {high}" if people.ages[0] == ANY_AGE[0] else f"aged {low} to {high}"
    if people.pregnancy != besides.pregnancy:
        yield "pregnant" if people.pregnancy == "pregnant" else "not pregnant"
