"""The summary as a Word document, in the form of official papers: A4, Times New Roman 13."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from dashboard import formats
from dashboard.summary.build import Block, Summary
from dashboard.words import figures as words

FONT = "Times New Roman"
_LOCALES = {"vi": "vi-VN", "en": "en-GB"}
_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_BLOCK_WIDTHS = (54, 25, 17, 17, 25, 27)  # mm, together the width between the margins
_WIDE = 252  # mm, between the margins of a page turned


def render(summary: Summary) -> bytes:
    """Return the file."""
    document = Document()
    _set_styles(document, _LOCALES[summary.language])
    document.core_properties.title = summary.title
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.language = _LOCALES[summary.language]
    _set_page(document.sections[0], summary)
    _opening(document, summary)
    document.add_heading(summary.said(words.STANDING_OUT), 1)
    for sentence in summary.findings:
        document.add_paragraph(sentence, style="List Bullet")
    _block(document, summary, summary.main)
    if summary.units:
        _turn(document, landscape=True)
        document.add_heading(summary.said(words.BY_UNIT), 1)
        _units_table(document, summary, summary.units)
        if summary.city:
            document.add_heading(f"{summary.said(words.CITY_COUNCIL)}: {summary.city.name}", 2)
            note = document.add_paragraph(summary.said(words.CITY_APART))
            note.paragraph_format.keep_with_next = True
            _units_table(document, summary, [summary.city])
        _turn(document, landscape=False)
    _closing(document, summary)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# --- what it says ---------------------------------------------------------------------------------------------


def _opening(document: Any, summary: Summary) -> None:
    document.add_paragraph(summary.title, style="Title")
    for line in summary.subtitle:
        paragraph = document.add_paragraph(line)
        paragraph.alignment = _CENTRE
        paragraph.paragraph_format.space_after = Pt(0)
    if summary.band:
        paragraph = document.add_paragraph()
        paragraph.alignment = _CENTRE
        paragraph.paragraph_format.space_before = Pt(8)
        paragraph.add_run(summary.band).bold = True
        _frame(paragraph)


def _block(document: Any, summary: Summary, block: Block) -> None:
    document.add_heading(block.name, 1)
    columns = (words.METRIC, words.VALUE, words.NUMERATOR, words.DENOMINATOR, words.BEFORE, words.CHANGE)
    for section in block.sections:
        document.add_heading(section.title, 2)
        rows = [(r.name, r.value, r.numerator, r.denominator, r.previous, r.change) for r in section.rows]
        _table(document, [summary.said(column) for column in columns], rows, _BLOCK_WIDTHS)


def _units_table(document: Any, summary: Summary, blocks: Sequence[Block]) -> None:
    metrics = [row.metric for row in blocks[0].key_rows()]
    header = [summary.said(words.UNIT), *(metric.short(summary.language) for metric in metrics)]
    rows = [(block.name, *(row.value for row in block.key_rows())) for block in blocks]
    width = 23.5
    _table(document, header, rows, (_WIDE - width * len(metrics), *[width] * len(metrics)), size=10)


def _closing(document: Any, summary: Summary) -> None:
    document.add_heading(summary.said(words.NOTES), 1)
    for note in summary.notes:
        document.add_paragraph(note)
    document.add_heading(summary.said(words.SOURCES), 1)
    if summary.sources:
        header = [summary.said(c) for c in (words.UPLOAD, words.FILE, words.ACCOUNT, words.LOADED_AT)]
        rows = [(str(s.number), s.file, s.account, s.loaded_at) for s in summary.sources]
        _table(document, header, rows, (20, 70, 35, 40), numbers=False)
    else:
        document.add_paragraph(summary.said(words.NO_SOURCES))
    document.add_heading(summary.said(words.DEFINITIONS), 1)
    for definition in summary.definitions:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{definition.name}: ").bold = True
        paragraph.add_run(definition.text)


# --- how it looks ---------------------------------------------------------------------------------------------


def _set_styles(document: Any, locale: str) -> None:
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _set_font(defaults)
    lang = defaults.find(qn("w:lang"))
    for attribute in ("w:val", "w:eastAsia"):
        lang.set(qn(attribute), locale)
    for name, size, before, after in (
        ("Normal", 13, 0, 6),
        ("Title", 16, 0, 6),
        ("Heading 1", 14, 14, 6),
        ("Heading 2", 13, 10, 4),
        ("Header", 13, 0, 0),
    ):
        style = styles[name]
        _set_font(style.element.get_or_add_rPr())
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        if name not in ("Normal", "Header"):
            style.font.bold = True
    title = styles["Title"]
    title.paragraph_format.alignment = _CENTRE
    for border in title.element.pPr.findall(qn("w:pBdr")):
        title.element.pPr.remove(border)


def _set_font(properties: Any) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for attribute in list(fonts.attrib):  # a theme's font would win over a named one
        del fonts.attrib[attribute]
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)


def _set_page(section: Any, summary: Summary) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(9)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = _CENTRE
    _add_field(number, "PAGE")
    if summary.band:
        footer = section.footer.paragraphs[0]
        footer.alignment = _CENTRE
        footer.add_run(summary.band).font.size = Pt(10)


def _turn(document: Any, *, landscape: bool) -> None:
    """Begin a new page of the other orientation; it goes on with the page numbers."""
    section = document.add_section()
    section.different_first_page_header_footer = False
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = section.page_height, section.page_width


def _add_field(paragraph: Any, instruction: str) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, instruction), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _frame(paragraph: Any) -> None:
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "8"), ("space", "4"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _cell_style(document: Any, size: int) -> Any:
    """Return the style of a table's text; as a style it also sets the height of empty cells."""
    name = f"Table {size}"
    if name not in document.styles:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.font.size = Pt(size)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1)
    return document.styles[name]


def _table(
    document: Any,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    numbers: bool = True,
    size: int = 11,
) -> None:
    table = document.add_table(rows=1 + len(rows), cols=len(header), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    style = _cell_style(document, size)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for number, (line, texts) in enumerate(zip(table.rows, [header, *rows], strict=True)):
        properties = line._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for place, (cell, text, width) in enumerate(zip(line.cells, texts, widths, strict=True)):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.style = style
            run = paragraph.add_run(formats.unbroken(text))
            run.bold = number == 0
            paragraph.paragraph_format.keep_with_next = number == 0
            if number == 0:
                paragraph.alignment = _CENTRE
            elif numbers and place:
                paragraph.alignment = _RIGHT
