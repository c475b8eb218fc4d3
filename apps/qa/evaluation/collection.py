"""A test collection as it is published: documents and questions as JSONL, judgements as TSV."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class CollectionRefused(Exception):
    """The files are no collection, and this says where."""


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """`grades` by query, then by document; above 0 is relevant."""

    documents: list[Document]
    queries: dict[str, str]
    grades: dict[str, dict[str, int]]

    def answerable(self) -> list[str]:
        """The queries that have a relevant document."""
        return [query for query in self.queries if any(g > 0 for g in self.grades[query].values())]


def read_documents(corpus: Path) -> list[Document]:
    """Raises `CollectionRefused`."""
    return [
        Document(id=row["_id"], title=row.get("title") or "", text=row["text"])
        for row in _rows(corpus)
    ]


def read_queries(queries: Path) -> dict[str, str]:
    """By id. Raises `CollectionRefused`."""
    return {row["_id"]: row["text"] for row in _rows(queries)}


def read_collection(*, corpus: Path, queries: Path, qrels: Path) -> Collection:
    """Raises `CollectionRefused` for a file that cannot be read as what it should be."""
    return Collection(read_documents(corpus), read_queries(queries), _grades(qrels))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(file), start=1):
        try:
            row = json.loads(line)
            _ = row["_id"], row["text"]
        except (ValueError, KeyError, TypeError) as error:
            raise CollectionRefused(f"{file}, line {number}: no _id and text") from error
        yield row


def _grades(file: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for number, line in enumerate(_lines(file)[1:], start=2):
        try:
            query, document, grade = line.split("\t")
            grades[query][document] = int(grade)
        except ValueError as error:
            raise CollectionRefused(f"{file}, line {number}: no query, document, grade") from error
    return grades


def _lines(file: Path) -> list[str]:
    try:
        return [line for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise CollectionRefused(f"{file}: it cannot be read") from error
