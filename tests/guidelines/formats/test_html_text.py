"""HTML becomes plain text without losing or joining a word, a figure or a comparison."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.guidelines.formats.html_text import plain_text

WORDS = st.text(st.characters(categories=("Lu", "Ll", "Nd")), min_size=1, max_size=8)
BLOCKS = st.sampled_from(["p", "div", "li", "h3", "td", "tr", "br"])


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Screen men.</p>\r\n<p>&nbsp;</p><p>Not women.</p>", "Screen men.\nNot women."),
        ("Offer:<ul>\n<li>a diet</li>\n<li>exercise</li></ul>", "Offer:\na diet\nexercise"),
        ("once<br>twice<br />thrice", "once\ntwice\nthrice"),
        ("<table>dose<tr><td>5</td><td>mg</td></tr></table>", "dose\n5 mg"),
        ("<strong>Burden of Diseas</strong>e", "Burden of Disease"),
        ("if <5 mg/dL or p<a limit", "if <5 mg/dL or p<a limit"),
        ("&lt;0.6 ppm, age &ge;65, R&amp;D", "<0.6 ppm, age ≥65, R&D"),
        ("<p>&lt;5 <b>and</b> <6</p>", "<5 and <6"),
        ("10<sup>9</sup>/L, 30 kg/m<sup>2</sup>", "10⁹/L, 30 kg/m²"),
        ('disease.<sup><a href="#c">1,2</a></sup> Then', "disease.¹,² Then"),
        ("11<sup>th</sup> week", "11th week"),
        ("a<!-- b --><script>c</script><style>d</style> e", "a e"),
        ("<p class=\"a>b\" title='x'>kept</p>", "kept"),
        ("dose of <script> unclosed", "dose of <script> unclosed"),
        ("a < b and c > d", "a < b and c > d"),
        ("\x00a\x07b\x1f", "a b"),
        ("", ""),
    ],
)
def test_markup_goes_and_meaning_stays(source: str, text: str) -> None:
    assert plain_text(source) == text


def test_lines_of_a_text_without_markup_stay_lines() -> None:
    assert plain_text("  one  two \n\n three\t") == "one two\nthree"


@given(st.text(st.characters(exclude_characters="<&", exclude_categories=("Cs",))))
def test_plain_text_is_left_as_it_is(text: str) -> None:
    once = plain_text(text)

    assert plain_text(once) == once
    assert "".join(once.split()) == "".join(
        "".join(
            character for character in text if character > "\x1f" and character != "\x7f"
        ).split()
    )


@given(st.lists(st.tuples(WORDS, BLOCKS), min_size=1))
def test_blocks_never_join_two_words(parts: list[tuple[str, str]]) -> None:
    source = "".join(f"<{tag}>{word}</{tag}>" for word, tag in parts)

    assert plain_text(source).split() == [word for word, _ in parts]


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert isinstance(plain_text(text), str)


@given(
    st.lists(st.sampled_from(["<", ">", "/", "p", "b", "sup", "!--", "-->", "&", ";", "5", " "]))
)
def test_broken_markup_loses_no_figure(parts: list[str]) -> None:
    source = "".join(part for part in parts if "--" not in part)

    assert plain_text(source).translate(str.maketrans("⁵", "5")).count("5") == source.count("5")
