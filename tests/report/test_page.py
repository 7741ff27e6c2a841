"""The page as HTML: well formed, nothing fetched, every word shown as it was given."""

import base64
import hashlib
import re
import struct
import zlib
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advai.report import Cell, MainNumber, Page, Picture, Section, Table, page_html

VOID = {"meta", "img", "br", "hr", "link", "input"}
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).map(lambda text: f"a{text}z")


class Reader(HTMLParser):
    """Collects tags, attributes and words, and fails on tags that do not close in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def small_png(width: int = 30, height: int = 20) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + bytes(width)) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def page(text: str = "words") -> Page:
    picture = Picture(name="p", png=small_png(), shows=text, caption=text)
    row = [Cell(text=text), Cell(text=text, good=True), Cell(text=text, colour="#D55E00", good=False)]
    table = Table(head=("a", text, "c"), rows=[row], caption=text)
    return Page(
        title=text,
        summary=[text, text],
        numbers=[MainNumber(value=text, what=text, reading=text)],
        sections=[Section(heading=text, words=[text], blocks=[picture, table])] * 2,
        last_line=text,
    )


def outside_references(html: str) -> list[str]:
    """Whatever a browser would fetch or run: references that are not data or anchors, scripts, style imports."""
    found = []
    for tag, attributes in Reader(html).tags:
        if tag in {"script", "link", "iframe", "object", "embed", "base", "form", "svg", "video", "audio", "source"}:
            found.append(tag)
        for name, value in attributes.items():
            fetched = name in {"src", "srcset", "href", "action", "data", "background", "poster", "formaction", "ping"}
            if name.startswith("on") or (fetched and not re.match(r"#|data:image/png;base64,", value or "")):
                found.append(f"{tag} {name}={value}")
            if name == "style" and "url" in (value or ""):
                found.append(f"{tag} {value}")
    styles = "".join(re.findall(r"<style>(.*?)</style>", html, re.S))
    return found + re.findall(r"url\s*\(|@import|@font-face|expression\(", styles)


def test_the_page_is_well_formed_and_fetches_nothing() -> None:
    html = page_html(page())
    reader = Reader(html)
    assert reader.open == []
    assert html.startswith("<!doctype html>")
    assert outside_references(html) == []


@pytest.mark.parametrize(
    "planted",
    [
        "<script>1</script>",
        '<img src="http://x.test/a.png">',
        '<p onclick="x()"></p>',
        '<a href="https://x.test">a</a>',
        "<style>p { background: url(http://x.test) }</style>",
    ],
)
def test_a_planted_reference_is_seen(planted: str) -> None:
    assert outside_references(page_html(page()).replace("</main>", f"{planted}</main>")) != []


def test_a_policy_forbids_what_could_be_fetched() -> None:
    policies = [attributes for tag, attributes in Reader(page_html(page())).tags if "http-equiv" in attributes]
    assert [policy["content"] for policy in policies] == [
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    ]


@given(WORDS)
def test_any_text_is_shown_as_it_is_and_adds_no_tag(text: str) -> None:
    plain, reader = Reader(page_html(page())), Reader(page_html(page(text)))
    assert [tag for tag, _ in reader.tags] == [tag for tag, _ in plain.tags]
    assert reader.words.count(text) == plain.words.count("words")
    assert [attributes["alt"] for tag, attributes in reader.tags if tag == "img"] == [text, text]
    assert outside_references(page_html(page(text))) == []


def test_a_hostile_colour_stays_in_its_attribute() -> None:
    table = Table(head=("a",), rows=[[Cell(text="x", colour='"><script>')]], caption="")
    html = page_html(Page(title="", summary=[], numbers=[], sections=[Section(heading="h", blocks=[table])]))
    assert outside_references(html) == []


def test_the_contents_lead_to_every_section() -> None:
    tags = Reader(page_html(page("Same heading <twice>"))).tags
    links = [attributes["href"] for tag, attributes in tags if tag == "a"]
    names = [attributes["id"] for tag, attributes in tags if tag == "section"]
    assert links == [f"#{name}" for name in names]
    assert len(set(names)) == 2


def test_a_picture_is_shown_at_a_hundred_pixels_an_inch() -> None:
    (image, _) = [attributes for tag, attributes in Reader(page_html(page())).tags if tag == "img"]
    assert (image["width"], image["height"]) == ("20", "13")


def test_rows_have_their_heads() -> None:
    tags = [tag for tag in Reader(page_html(page())).tags if tag[0] in {"th", "td"}]
    assert [attributes.get("scope") for _, attributes in tags[:6]] == ["col", "col", "col", "row", None, None]
    assert [attributes.get("class") for _, attributes in tags[3:6]] == [None, "good", "whole bad"]


def test_a_main_number_is_a_sentence_too() -> None:
    assert MainNumber(value="2 → 1", what="floors", reading="at t = 0.5").sentence == "floors: 2 → 1 (at t = 0.5)"


def sortable_page() -> str:
    """A page with a table that can be sorted."""
    row = [Cell(text="a", order=2.0), Cell(text="1", quiet="±2", best=True, worst=True, ground="#ffeedd")]
    table = Table(head=("name", "value"), rows=[row], caption="", sortable=True, title="<b>")
    return page_html(Page(title="", summary=[], numbers=[], sections=[Section(heading="h", blocks=[table])]))


def test_the_policy_allows_the_one_script_of_a_sortable_table() -> None:
    html = sortable_page()
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = [attributes for tag, attributes in Reader(html).tags if "http-equiv" in attributes]
    assert policy["content"] == (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    )
    assert outside_references(html) == ["script"]
    assert "<script" not in page_html(page())


def test_a_sortable_table_is_whole_without_its_script() -> None:
    reader = Reader(sortable_page())
    assert ("table", {"class": "sortable"}) in reader.tags
    assert ("th", {"scope": "row", "data-order": "2"}) in reader.tags
    assert ("td", {"class": "best worst ground", "style": "background:#ffeedd"}) in reader.tags
    assert {"name", "value", "a", "1", "±2", "<b>"} <= set(map(str.strip, reader.words))
