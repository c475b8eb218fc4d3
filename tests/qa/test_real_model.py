"""A real, small model that invents things: the checker stops what it invents.

Run by ./run check-model, which installs llama.cpp's server and SmolLM2 for it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pytest

from apps.guidelines.wordings import store_terms
from apps.qa.domain.composition import compose
from apps.qa.domain.prompt import ask_for, read_reply
from apps.qa.domain.shapes import Draft
from apps.qa.domain.verification import accept
from apps.qa.models import Answer, RewordingPolicy
from apps.qa.retrieval import retrieve
from apps.qa.services.model_endpoint import Endpoint, ModelFailed, complete
from config.demo import APPS
from core.levels import Level
from core.tenancy.scope import tenant_scope
from tests import make
from tests.cast import Cast

PACKAGES: Final = os.environ.get("CONSILIUM_MODEL_PACKAGES", "")
QUESTIONS: Final = Path(__file__).with_name("questions.jsonl")
SENTENCES: Final = int(os.environ.get("CONSILIUM_MODEL_SENTENCES", "40"))
# On a busy machine without a graphics card; production waits eight seconds.
SECONDS: Final = 120.0

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not PACKAGES, reason="./run check-model installs what it needs"),
    pytest.mark.timeout(7200),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("model_server.py"))],
        env={**os.environ, "PYTHONPATH": PACKAGES},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        told = next((line for line in server.stdout if line.startswith("LISTENING ")), "")
        yield told.removeprefix("LISTENING ").strip()
        server.terminate()


def _demo(cast: Cast) -> None:
    for name in ("everyday", "northgate"):
        file = Path(APPS) / "guidelines" / "demo" / f"{name}.json"
        make.store(cast.northgate, json.loads(file.read_text(encoding="utf-8")))


def _numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+(?:\.\d+)?", text))


def _drafts(cast: Cast) -> Iterator[tuple[Draft, int, str]]:
    """Sentences of answers to the promised questions, each record once, with its draft."""
    seen: set[int] = set()
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        with tenant_scope(cast.northgate.pk):
            found = retrieve(json.loads(line)["question"], article=None)
        draft = compose(
            found.evidence,
            found.meant,
            names=found.names,
            conflicts=found.conflicts,
            sides=found.sides,
        )
        for claim in draft.claims:
            if claim.evidence.id not in seen:
                seen.add(claim.evidence.id)
                yield draft, claim.evidence.id, dict(claim.evidence.wording)[Level.PATIENT]


def _reply(endpoint: Endpoint, wording: str) -> str:
    sentences = {"s1": wording}
    try:
        reply = complete(endpoint, ask_for(sentences, Level.PATIENT), seconds=SECONDS)
        return read_reply(reply.content, sentences).get("s1", "")
    except (ModelFailed, ValueError):
        return ""


def test_nothing_that_it_invents_is_shown(
    cast: Cast, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _demo(cast)
    endpoint = Endpoint(f"{address}/v1", "smollm2", "")
    with tenant_scope(cast.northgate.pk):
        terms = store_terms()
    asked = list(islice(_drafts(cast), SENTENCES))
    came: list[str] = []
    shown: list[tuple[str, str]] = []

    for draft, record, wording in asked:
        text = _reply(endpoint, wording)
        came += [text] if text else []
        settled = accept(draft, {record: text}, level=Level.PATIENT, terms=terms, model="smollm2")
        shown += [(wording, claim.reworded) for claim in settled.claims if claim.reworded][:1]

    with capsys.disabled():
        sys.stdout.write(f"\n{len(asked)} sentences, {len(came)} came back, {len(shown)} shown\n")
        sys.stdout.writelines(f"  {said}\n" for _, said in shown)
        sys.stdout.writelines(f"  stopped: {text[:160]!r}\n" for text in came[:5])
    assert came
    assert all(_numbers(said) == _numbers(meant) for meant, said in shown)


def test_an_answer_comes_whatever_it_says(cast: Cast, address: str, settings: Any) -> None:
    _demo(cast)
    settings.LLM_BASE_URL, settings.LLM_MODEL = f"{address}/v1", "smollm2"
    settings.LLM_BUDGET_SECONDS = 30
    with tenant_scope(cast.northgate.pk):
        RewordingPolicy.objects.create(is_on=True, monthly_tokens=1_000_000)

    question = make.answered(cast.northgate, "Should adults be screened for depression?")

    with tenant_scope(cast.northgate.pk):
        answer = Answer.objects.get(question=question)
        assert answer.outcome == "answered"
        assert all(row.clinician for row in answer.sentences.all())
