"""Building the encoder once: `python -m apps.guidelines.embedding.build`, without Django.

Statements are encoded as exactly as the weights are, questions with 8-bit ones, in a third of the
time.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from apps.guidelines.embedding.model import (
    EncoderMissing,
    built_folder,
    is_built,
    read_weights,
    read_word_pieces,
)

STATEMENTS: Final = "statements.onnx"
QUESTIONS: Final = "questions.onnx"
WORD_PIECES: Final = "tokenizer.json"


def build() -> Path:
    """The folder of the built encoder, built if it is not there. Takes seconds and 0.5 GB then.

    Two at once do no harm: the first folder put in place stays. Raises `EncoderMissing`.
    """
    folder = built_folder()
    if is_built():
        return folder
    weights, word_pieces = read_weights(), read_word_pieces()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as place:
            made = Path(place) / "made"
            made.mkdir()
            _write(made, weights, word_pieces)
            _put_in_place(made, folder)
    except OSError as error:
        raise EncoderMissing(f"the encoder cannot be kept: {error.strerror}") from error
    return folder


def _write(made: Path, weights: bytes, word_pieces: bytes) -> None:
    # Here alone: neither is needed to answer.
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    from apps.guidelines.embedding.graph import read_safetensors, write_graph

    onnx.save(write_graph(read_safetensors(weights)), str(made / STATEMENTS))
    logging.disable(logging.WARNING)
    try:
        quantize_dynamic(
            made / STATEMENTS,
            made / QUESTIONS,
            weight_type=QuantType.QInt8,
            per_channel=True,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    finally:
        logging.disable(logging.NOTSET)
    (made / WORD_PIECES).write_bytes(word_pieces)


def _put_in_place(made: Path, folder: Path) -> None:
    try:
        made.rename(folder)
    except OSError:
        if not is_built():
            raise
        shutil.rmtree(made)


def main() -> int:
    """0 when the encoder is there; 1 with the reason on standard error."""
    try:
        build()
    except EncoderMissing as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
