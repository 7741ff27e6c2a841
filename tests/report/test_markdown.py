"""A page as Markdown: every number and word of its tables, no pictures, and nothing that is read as markup."""

from pathlib import Path

from advai.report import Cell, Page, Picture, Section, Table, is_markdown, page_markdown


def page_of(*sections: Section) -> Page:
    return Page(title="Runs on digits", summary=["Two runs."], numbers=(), sections=sections)


def test_a_table_has_its_head_its_rows_and_its_caption() -> None:
    best = Cell(text="0.98", quiet="±0.01", best=True)
    table = Table(head=("method", "probe, %"), rows=[[Cell(text="acai"), best]], caption="Means over 3 seeds.")
    made = page_markdown(page_of(Section(heading="Codes", words=["Of test images."], blocks=[table])))
    assert made.splitlines()[1:] == [
        "",
        "# Runs on digits",
        "",
        "Two runs.",
        "",
        "## Codes",
        "",
        "Of test images.",
        "",
        "| method | probe, % |",
        "| --- | --- |",
        "| acai | **0.98** ±0.01 |",
        "",
        "Means over 3 seeds.",
    ]


def test_small_type_that_is_no_interval_stands_in_brackets() -> None:
    table = Table(head=("judge",), rows=[[Cell(text="0.9", quiet="7 floors")]], caption="")
    assert "| 0.9 (7 floors) |" in page_markdown(page_of(Section(heading="x", blocks=[table])))


def test_names_of_users_break_neither_cells_nor_lines() -> None:
    table = Table(head=("a|b",), rows=[[Cell(text="*my*\n`run`_1 <b>")]], caption="")
    (head, _, row) = page_markdown(page_of(Section(heading="x", blocks=[table]))).splitlines()[8:11]
    assert head == "| a\\|b |"
    assert row == "| \\*my\\* \\`run\\`\\_1 \\<b> |"


def test_sections_of_pictures_alone_are_left_out_and_what_was_not_measured_is_said() -> None:
    picture = Picture(name="p", png=b"", shows="", caption="A picture.")
    made = page_markdown(
        page_of(Section(heading="Samples", blocks=[picture]), Section(heading="Distances", words=["Not measured."]))
    )
    assert "Samples" not in made and "A picture" not in made
    assert "## Distances\n\nNot measured." in made


def test_files_of_ours_are_told_from_others(tmp_path: Path) -> None:
    ours, other = tmp_path / "ours.md", tmp_path / "other.md"
    ours.write_text(page_markdown(page_of()))
    other.write_text("# Mine\n")
    assert is_markdown(ours) and not is_markdown(other) and not is_markdown(tmp_path / "none.md")
