"""A package as rows of tables: what tables.read_tables reads back.

The texts of a guideline that may only be linked to, or that stay with the organisation, are left
empty where they are the source's own wording; the column `url` says where they are to be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from apps.guidelines.domain.grading import Direction
from apps.guidelines.domain.ratings import get_rating, grade_from
from apps.guidelines.formats.table_columns import CITATION, GUIDELINE, RECOMMENDATION, VERSION, WORK
from apps.guidelines.formats.table_concepts import written_concept
from apps.guidelines.formats.table_rows import CONCEPT_COLUMNS, TEXT_COLUMNS

Row = dict[str, str]
# A plain wording that nobody wrote is the statement itself.
_WITHHELD: Final = (
    *("statement", "plain_student", "plain_patient", "remarks", "rationale", "practical_info"),
    *("safety", "quote", "setting", "population", "population_excluded", "action"),
)
_RATING_COLUMNS: Final = {
    "strength": ("strength_label", "strength"),
    "certainty": ("certainty_label", "certainty"),
    "combined": ("grade", "grade"),
    "direction": ("direction_label", "direction"),
}
_SAME_NAME: Final = (
    *("key", "number", "kind", "direction", "label_as_printed", "acuity", "line"),
    *("locator", "status", "change", "review_due_on", *TEXT_COLUMNS),
)
_ACTION: Final = {
    "text": "action",
    "dose_value": "dose",
    "dose_max": "dose_max",
    "dose_unit": "unit",
    "route": "route",
    "frequency": "frequency",
    "duration": "duration",
}
# What has no column. Only the package itself keeps it.
_WITHOUT_COLUMN: Final = ("judgements", "evidence")


class Entry:
    """A recommendation with its version, its guideline and what the package says about both."""

    def __init__(
        self, package: Mapping[str, Any], guideline: dict[str, Any], version: dict[str, Any]
    ) -> None:
        self.guideline = guideline
        self.version = version
        self._concepts = {item["key"]: item for item in package.get("concepts") or []}
        self._works = {item["key"]: item for item in package.get("works") or []}
        self._bodies = {item["key"]: item for item in package.get("bodies") or []}

    def owner(self) -> Row:
        return {"guideline_key": self.guideline["key"], "version": self.version["label"]}

    def guideline_row(self) -> Row:
        """The columns of the guideline and of the version."""
        body = self._bodies.get(self.guideline["body"], {})
        facts = {
            **{column: self.guideline.get(column) for column in GUIDELINE},
            **{column: self.version.get(column) for column in VERSION},
            **self.owner(),
            "guideline_title": self.guideline["title"],
            "body": body.get("name"),
            "body_short": body.get("short_name"),
            "body_key": self.guideline["body"],
            "body_country": body.get("country"),
            "version_status": self.version.get("status"),
            "published_on": written_date(self.version),
            "version_review_due_on": self.version.get("review_due_on"),
            "work_key": self.version.get("work"),
        }
        return filled(facts)

    def work_row(self, key: str, prefix: str) -> Row:
        work = {"key": key, **self._works.get(key, {})}
        names = [name.removeprefix("work_") for name in WORK]
        return {f"{prefix}{name}": text for name, text in filled(work).items() if name in names}

    def row(self, recommendation: dict[str, Any]) -> Row:
        """The columns of the recommendation but its citations."""
        population = recommendation.get("population") or {}
        facts: dict[str, Any] = {
            **{column: recommendation.get(column) for column in _SAME_NAME},
            "statement": recommendation["statement"],
            "direction_inferred": recommendation.get("direction_inferred"),
            "verbatim": recommendation.get("verbatim"),
            "safety": "\n".join(" ".join(t.split()) for t in recommendation.get("safety") or []),
            "intents": recommendation.get("intents"),
            **{f"plain_{k}": text for k, text in (recommendation.get("plain") or {}).items()},
            **_rating_row(recommendation),
            "population": population.get("text"),
            "population_excluded": population.get("excluded"),
            **{k: population.get(k) for k in ("age_min", "age_max", "age_unit", "sex")},
            "pregnancy": population.get("pregnancy"),
            **self._concept_row(recommendation),
            **self._action_row(recommendation),
        }
        if is_withheld(self.guideline, recommendation):
            return filled(facts | dict.fromkeys(_WITHHELD, ""))
        others = (recommendation.get("x") or {}).get("columns")
        return {**_texts_of(others), **filled(facts)}

    def citation_rows(self, recommendation: dict[str, Any]) -> Iterator[Row]:
        """One to a citation, with `work` and the fields of CITATION."""
        for citation in recommendation.get("citations") or []:
            own = {name: citation.get(name) for name in ("role", "locator", "quote")}
            if is_withheld(self.guideline, recommendation):
                own["quote"] = ""
            yield {**self.work_row(citation["work"], ""), **filled(own)}

    def _concept_row(self, recommendation: dict[str, Any]) -> Row:
        named: dict[str, None] = {}
        row = {}
        for column in CONCEPT_COLUMNS:
            keys = recommendation.get(column) or []
            row[column] = "; ".join(self._name(key) for key in keys)
            named |= dict.fromkeys(keys)
        kinds = [
            f"{self._name(key).removesuffix(f' [{key}]')}: {self._concepts[key]['kind']}"
            for key in named
            if key in self._concepts
        ]
        return {**row, "concept_kinds": "; ".join(kinds)}

    def _name(self, key: str) -> str:
        return written_concept(key, self._concepts.get(key, {}).get("name") or key)

    def _action_row(self, recommendation: dict[str, Any]) -> dict[str, Any]:
        action = next(iter(kept_actions(recommendation)), None)
        if action is None:
            return {}
        concept = action.get("concept")
        return {
            **{column: action.get(name) for name, column in _ACTION.items()},
            "action_concept": self._name(concept) if concept else "",
        }


def entries(package: Mapping[str, Any]) -> Iterator[Entry]:
    """One to a version."""
    for guideline in package.get("guidelines") or []:
        for version in guideline["versions"]:
            yield Entry(package, guideline, version)


def is_withheld(guideline: dict[str, Any], recommendation: dict[str, Any]) -> bool:
    """Whether the licence forbids to hand the wording on."""
    return guideline.get("redistribution") in ("link_only", "tenant_private") and bool(
        recommendation.get("verbatim")
    )


def find_withheld(package: Mapping[str, Any]) -> list[str]:
    """The recommendations, GUIDELINE/RECOMMENDATION, whose texts a written table leaves empty."""
    return [
        f"{entry.guideline['key']}/{recommendation['key']}"
        for entry in entries(package)
        for recommendation in entry.version["recommendations"]
        if is_withheld(entry.guideline, recommendation)
    ]


def find_left_out(package: Mapping[str, Any]) -> list[str]:
    """The parts of a package that a table has no column for, as `GUIDELINE/RECOMMENDATION: part`
    and, for those of the package itself, as `part`.
    """
    found = [part for part in ("drug_statuses", "conflicts", "links") if package.get(part)]
    for entry in entries(package):
        for recommendation in entry.version["recommendations"]:
            parts = [part for part in _WITHOUT_COLUMN if recommendation.get(part)]
            if len(recommendation.get("actions") or []) > len(kept_actions(recommendation)):
                parts.append("actions")
            if set(recommendation.get("x") or {}) - {"columns"}:
                parts.append("x")
            name = f"{entry.guideline['key']}/{recommendation['key']}"
            found += [f"{name}: {part}" for part in parts]
    return found


def kept_actions(recommendation: dict[str, Any]) -> list[dict[str, Any]]:
    """The first intervention: a row has place for one."""
    actions = recommendation.get("actions") or []
    return [action for action in actions if action.get("role") == "intervention"][:1]


def written_date(version: Mapping[str, Any]) -> str:
    """As precise as it is known: 2010, 2010-09 or 2010-09-24."""
    lengths = {"year": 4, "month": 7}
    return (version.get("published_on") or "")[
        : lengths.get(version.get("published_precision", ""), 10)
    ]


def filled(facts: Mapping[str, Any]) -> Row:
    """Only what says something, as text."""
    texts = {name: _text(value) for name, value in facts.items()}
    return {name: text for name, text in texts.items() if text}


def used(columns: Sequence[str], rows: Sequence[Row], always: Sequence[str] = ()) -> list[str]:
    """The columns, in order, that are needed; then what the rows have besides: cite_1_pmid …"""
    having = {name for row in rows for name in row}
    known = [column for column in columns if column in having or column in always]
    return known + sorted(having - set(columns), key=_by_number)


def _by_number(column: str) -> tuple[int, int, int, str]:
    group, _, rest = column.partition("_")
    number, _, name = rest.partition("_")
    if group == "cite" and number.isdigit():
        return 0, int(number), CITATION.index(name), ""
    return 1, 0, 0, column


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "true"
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).replace("\r\n", "\n").strip()


def _texts_of(others: Any) -> Row:
    if not isinstance(others, dict):
        return {}
    clashing = set(RECOMMENDATION) | set(GUIDELINE) | set(VERSION) | set(WORK)
    return {str(name): _text(text) for name, text in others.items() if name not in clashing}


def _rating_row(recommendation: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    ratings = recommendation.get("ratings") or []
    for rating in ratings:
        column, stem = _RATING_COLUMNS[rating["axis"]]
        row[column] = rating["label"]
        row[f"{stem}_system"] = rating["system"]
        row[f"{stem}_system_version"] = rating.get("system_version")
        row[f"{stem}_printed"] = rating.get("printed")
    labels = [get_rating(**{name: rating.get(name) or "" for name in _NAMES}) for rating in ratings]
    direction = Direction(recommendation["direction"])
    meant = grade_from(labels, stated=direction)
    for name, value in (("strength", meant.strength), ("certainty", meant.certainty)):
        if recommendation.get(name) != value:
            row[f"{name}_value"] = recommendation.get(name)
    if recommendation.get("fidelity", "none") != meant.fidelity.value:
        row["fidelity"] = recommendation.get("fidelity", "none")
    return row


_NAMES: Final = ("system", "system_version", "axis", "label")
