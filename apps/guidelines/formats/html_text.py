"""The plain text of what a source prints as HTML: nothing of its wording lost, no words joined."""

from __future__ import annotations

import html
import re
from typing import Final

import nh3

_ATTRIBUTES: Final = r"(?:\s+(?:[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)|nowrap))*\s*/?>"
_LINE: Final = (
    "address|article|aside|blockquote|br|caption|center|dd|div|dl|dt|fieldset|figcaption|figure|"
    "footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|tbody|tfoot|thead|tr|ul"
)
_INLINE: Final = (
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|img|ins|kbd|label|mark|o:p|q|s|samp|"
    "small|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_LINE_TAG: Final = re.compile(rf"</?(?:{_LINE}){_ATTRIBUTES}", re.IGNORECASE)
_CELL_TAG: Final = re.compile(rf"</?(?:col|colgroup|td|th){_ATTRIBUTES}", re.IGNORECASE)
_INLINE_TAG: Final = re.compile(rf"</?(?:{_INLINE}){_ATTRIBUTES}", re.IGNORECASE)
_UNSEEN: Final = re.compile(
    r"<!--.*?-->|<(script|style)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_RAISED: Final = re.compile(r"<sup>((?:(?!</?sup>).)*)</sup>", re.IGNORECASE)
# A "<" that opens no tag that we know is a "less than": "<5 mg", "p<a", "< 200".
_LESS_THAN: Final = re.compile(rf"<(?!/?(?:{_INLINE}){_ATTRIBUTES})", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SUPERSCRIPTS: Final = str.maketrans("0123456789+-\N{MINUS SIGN}()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")


def plain_text(source: str) -> str:
    """Take the markup out and decode entities once; blocks and list items become lines.

    Text without markup keeps its lines. Raised figures stay raised: 10<sup>9</sup> is not 109.
    """
    text = _CONTROL.sub(" ", source)
    if _has_markup(text):
        text = _without_tags(" ".join(_UNSEEN.sub("", text).split()))
    text = html.unescape(text)
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _has_markup(text: str) -> bool:
    patterns = (_LINE_TAG, _CELL_TAG, _INLINE_TAG, _UNSEEN)
    return "<" in text and any(pattern.search(text) for pattern in patterns)


def _without_tags(text: str) -> str:
    """Lines and cells go first: an HTML parser moves text that stands loose in a table."""
    text = _CELL_TAG.sub(" ", _LINE_TAG.sub("\n", text))
    text = _RAISED.sub(lambda match: _raised(match[1]), text)
    return nh3.clean(_LESS_THAN.sub("&lt;", text), tags=set())


def _raised(content: str) -> str:
    inner = _INLINE_TAG.sub("", content).strip()
    figures = inner.replace(",", "").replace(" ", "")
    if figures and all(ord(character) in _SUPERSCRIPTS for character in figures):
        return inner.translate(_SUPERSCRIPTS)
    return inner
