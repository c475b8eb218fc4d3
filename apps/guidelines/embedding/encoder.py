"""Texts into unit vectors. One encoder of each kind in a process, loaded when first needed."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from apps.guidelines.embedding.build import QUESTIONS, STATEMENTS, WORD_PIECES
from apps.guidelines.embedding.model import (
    DIMENSIONS,
    KNOWN,
    MODEL,
    EncoderMissing,
    built_folder,
    is_built,
)

Vectors = NDArray[np.float32]

# Two processes of the worker share two cores.
THREADS: Final = 1
MOST_PIECES: Final = 256
# What is read of a statement that has a second wording: its first sentences, up to this.
PASSAGE: Final = 128
# Word pieces in one run: more of them take more memory and no less time.
_AT_ONCE: Final = 2048
_BREAKS: Final = re.compile(r"(?<=[.!?:;])\s+|\n+|\s+(?=[-•*] )")


class Encoder:
    """Deterministic on one machine; order of the texts and their company do not matter."""

    def __init__(self, graph: Path, word_pieces: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.inter_op_num_threads = 1
        # Spinning threads took 2 to 5 times as long beside other processes.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(word_pieces))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def encode(self, texts: list[str]) -> Vectors:
        """A unit vector for each text; what is past `MOST_PIECES` of a text is not read."""
        encoded = self._tokenizer.encode_batch(texts)
        return self._run([_cut(one.ids, MOST_PIECES) for one in encoded])

    def encode_passages(self, pairs: list[tuple[str, str]]) -> Vectors:
        """For each pair (short wording, text): the first with whole sentences of the second."""
        return self._run([self._passage(short, text) for short, text in pairs])

    def _passage(self, short: str, text: str) -> list[int]:
        head = self._pieces(short)[: PASSAGE // 3]
        room = PASSAGE - 2 - len(head)
        told: list[int] = []
        for sentence in filter(str.strip, _BREAKS.split(text[: PASSAGE * 40])):
            pieces = self._pieces(sentence)
            if told and len(told) + len(pieces) > room:
                break
            told += pieces[:room]
        first, last = self._tokenizer.encode("").ids
        return [first, *head, *told, last]

    def _pieces(self, text: str) -> list[int]:
        pieces: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return pieces

    def _run(self, pieces: list[list[int]]) -> Vectors:
        """Texts of like length together; padding would cost time and, by a hair, precision."""
        vectors = np.zeros((len(pieces), DIMENSIONS), np.float32)
        order = sorted(range(len(pieces)), key=lambda one: len(pieces[one]))
        for length, group in groupby(order, key=lambda one: len(pieces[one])):
            rows = list(group)
            step = max(1, _AT_ONCE // length)
            for start in range(0, len(rows), step):
                part = rows[start : start + step]
                ids = np.array([pieces[one] for one in part], np.int64)
                given = {"pieces": ids, "mask": np.ones_like(ids)}
                vectors[part] = self._session.run(["vector"], given)[0]
        return vectors


def _cut(ids: list[int], most: int) -> list[int]:
    return ids if len(ids) <= most else [*ids[: most - 1], ids[-1]]


def unit(vectors: Any) -> Vectors:
    """Each made of length one; the zero vector stays."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    made: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return made


def encode_statements(pairs: list[tuple[str, str]]) -> Vectors:
    """A vector for each (statement, second wording or ""). Raises `EncoderMissing`.

    With a second wording it is the mean of that one's and of both together.
    """
    encoder = _load(STATEMENTS)
    vectors = np.zeros((len(pairs), DIMENSIONS), np.float32)
    plain = [number for number, (_, second) in enumerate(pairs) if not second]
    double = [number for number, (_, second) in enumerate(pairs) if second]
    if plain:
        vectors[plain] = encoder.encode([pairs[number][0] for number in plain])
    if double:
        short = encoder.encode([pairs[number][1] for number in double])
        both = encoder.encode_passages([pairs[number][::-1] for number in double])
        vectors[double] = unit(short + both)
    return vectors


def encode_question(text: str, *, model: str = MODEL) -> Vectors:
    """The vector of one question for the vectors of that model. Raises `EncoderMissing`."""
    if model not in KNOWN:
        raise EncoderMissing(f"nothing here encodes for {model}")
    vector: Vectors = _load(QUESTIONS).encode([text])[0]
    return vector


@cache
def _load(graph: str) -> Encoder:
    if not is_built():
        raise EncoderMissing("the encoder has not been built")
    folder = built_folder()
    return Encoder(folder / graph, folder / WORD_PIECES)
