"""What an organisation has of its own stays as it is when it takes a release over."""

from __future__ import annotations

from apps.guidelines.models import (
    Concept,
    DrugStatus,
    Guideline,
    IssuingBody,
    RecommendationVersion,
    SubscribedGuideline,
    Work,
)
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast
from tests.guidelines.sharing import (
    at,
    founded,
    released,
    revised,
    shared,
    shared_and_taken,
    subscribed,
    taken_over,
)


def test_ones_own_guideline_of_that_key_stays_and_is_named(cast: Cast) -> None:
    library = founded(cast)
    released(cast, library, shared())
    make.store(cast.harbour, shared())
    before = at(cast.harbour, lambda: list(Guideline.objects.values()))
    subscription = subscribed(cast, library)

    plan = taken_over(cast, subscription)

    assert [(issue.code, issue.where) for issue in plan.issues] == [("own_guideline", "acp-bone")]
    with tenant_scope(cast.harbour.pk):
        assert list(Guideline.objects.values()) == before
        assert not SubscribedGuideline.objects.exists()


def test_ones_own_words_and_works_stay_as_they_are(cast: Cast) -> None:
    library = founded(cast)
    released(cast, library, shared())
    with tenant_scope(cast.harbour.pk):
        Work.objects.create(
            key="acp-2023", kind="guideline", title="Bone drugs", integrity="retracted", year=2023
        )
        Concept.objects.create(
            key="brittle", kind="condition", name="brittle", terms=["osteoporosis"]
        )
        Concept.objects.create(
            key="osteoporosis", kind="condition", name="Osteoporosis", terms=["our word"]
        )

    plan = taken_over(cast, subscribed(cast, library))

    assert {(issue.code, issue.where) for issue in plan.issues} == {
        ("own_kept", "work acp-2023"),
        ("own_kept", "concept osteoporosis"),
    }
    with tenant_scope(cast.harbour.pk):
        assert Work.objects.get().integrity == "retracted"
        assert Concept.objects.get(key="osteoporosis").terms == ["our word"]
        assert RecommendationVersion.objects.count() == 2


def test_a_key_that_means_something_else_keeps_out_what_names_it(cast: Cast) -> None:
    library = founded(cast)
    released(cast, library, shared())
    with tenant_scope(cast.harbour.pk):
        IssuingBody.objects.create(key="acp", name="Acme Care Partners", short_name="ACP")

    plan = taken_over(cast, subscribed(cast, library))

    assert [(issue.code, issue.where) for issue in plan.issues] == [
        ("means_something_else", "issuing body acp"),
        ("names_something_else", "acp-bone"),
    ]
    with tenant_scope(cast.harbour.pk):
        assert not Guideline.objects.exists()
        assert IssuingBody.objects.get().name == "Acme Care Partners"


def test_what_the_library_mends_of_its_words_arrives(cast: Cast) -> None:
    library, subscription = shared_and_taken(cast)
    document = revised()
    document["works"][0]["integrity"] = "corrected"
    released(cast, library, document)

    plan = taken_over(cast, subscription, 2)

    assert plan.issues == ()
    with tenant_scope(cast.harbour.pk):
        assert Work.objects.get().integrity == "corrected"


def test_their_own_house_is_not_ours(cast: Cast) -> None:
    document = shared()
    document["bodies"][0]["in_house"] = True
    library = founded(cast)
    released(cast, library, document)

    taken_over(cast, subscribed(cast, library))

    with tenant_scope(cast.harbour.pk):
        assert not IssuingBody.objects.get().is_in_house


def test_ones_own_note_on_a_drug_stays(cast: Cast) -> None:
    status = {
        "drug": "denosumab",
        "jurisdiction": "US",
        "status": "marketed",
        "since": "2010",
        "precision": "year",
        "note": "Theirs.",
        "work": "acp-2023",
    }
    library = founded(cast)
    released(cast, library, shared(drug_statuses=[status]))
    subscription = subscribed(cast, library)
    taken_over(cast, subscription)
    with tenant_scope(cast.harbour.pk):
        DrugStatus.objects.update(note="Ours.")
    released(cast, library, {**revised(), "drug_statuses": [{**status, "note": "New."}]})

    plan = taken_over(cast, subscription, 2)

    assert [(issue.code, issue.where) for issue in plan.issues] == [
        ("own_kept", "drug status denosumab")
    ]
    with tenant_scope(cast.harbour.pk):
        assert DrugStatus.objects.get().note == "Ours."
