"""What the encoder promises: near in meaning is near, the same twice, and no code of strangers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from apps.guidelines.embedding import model
from apps.guidelines.embedding.encoder import MOST_PIECES, encode_question, encode_statements
from tests.architecture.source import ROOT

pytestmark = pytest.mark.usefixtures("encoder")

STATEMENTS = [
    ("Offer denosumab to people who cannot take a bisphosphonate.", ""),
    ("Give adults a tetanus booster every ten years.", ""),
    ("Measure blood pressure at every visit.", ""),
]


@pytest.mark.parametrize(
    ("question", "nearest"),
    [
        ("What can I have instead of alendronate for weak bones?", 0),
        ("How often do I need the lockjaw shot again?", 1),
        ("When should hypertension be checked?", 2),
    ],
)
def test_the_statement_that_means_it_is_nearest_though_no_word_is_shared(
    question: str, nearest: int
) -> None:
    vectors = encode_statements(STATEMENTS)

    assert int(np.argmax(vectors @ encode_question(question))) == nearest


def test_a_statement_has_one_vector_whatever_stands_beside_it() -> None:
    alone = np.concatenate([encode_statements([pair]) for pair in STATEMENTS])

    together = encode_statements(STATEMENTS[::-1])[::-1]

    assert np.allclose(alone, together, atol=1e-6)
    assert np.allclose(np.linalg.norm(alone, axis=1), 1, atol=1e-5)


def test_a_second_wording_draws_the_statement_to_those_who_use_it() -> None:
    statement = "Zoster immunisation is recommended from the age of 50 years."
    plain, worded = encode_statements(
        [(statement, ""), (statement, "Get your shingles jab at 50.")]
    )

    asked = encode_question("At what age do I get the shingles jab?")

    assert worded @ asked > plain @ asked


def test_what_is_past_the_reach_of_the_encoder_changes_nothing() -> None:
    start = "bone " * MOST_PIECES

    one, other = encode_statements([(start + "tetanus", ""), (start + "measles", "")])

    assert np.array_equal(one, other)


def test_the_code_in_the_wheel_of_the_weights_is_never_imported() -> None:
    program = (
        "import sys; from apps.guidelines.embedding.encoder import encode_question;"
        "encode_question('bones'); from apps.guidelines.embedding import graph;"
        "print([name for name in sys.modules"
        " if name.startswith(('gt_all', 'torch', 'sentence_transformers', 'huggingface'))])"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert ended.stdout.strip() == "[]"


def test_other_weights_than_the_pinned_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    name, _ = model._WEIGHTS
    monkeypatch.setattr(model, "_WEIGHTS", (name, "0" * 64))

    with pytest.raises(model.EncoderMissing, match="not the file that was pinned"):
        model.read_weights()


def test_a_folder_that_cannot_be_written_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    closed = tmp_path / "a-file"
    closed.write_text("")

    ended = subprocess.run(
        [sys.executable, "-m", "apps.guidelines.embedding.build"],
        cwd=ROOT,
        env={"ENCODER_CACHE": str(closed)},
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith("the encoder cannot be kept: ")
    assert len(ended.stderr.splitlines()) == 1
