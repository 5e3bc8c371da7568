"""How a packet looks in Word: its styles, and what python-docx has no words for."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

QUOTE = "Guide Quote"
QUOTE_TEXT = "Guide Quote Text"
ATTRIBUTION = "Guide Attribution"
NOTE = "Coach Note"
SOURCE = "Guide Source"

FONT = "Calibri"
_ACCENT = RGBColor(0x0B, 0x6B, 0x5D)
_SOFT = RGBColor(0x56, 0x61, 0x5E)


def add_styles(document: WordDocument) -> None:
    """The styles of a packet, which whoever edits the document can change in one place."""
    normal = _paragraph_style(document, "Normal")
    normal.font.name, normal.font.size = FONT, Pt(11)
    for name in ("Title", "Heading 1", "Heading 2"):
        heading = _paragraph_style(document, name)
        heading.font.color.rgb = _ACCENT if name != "Title" else RGBColor(0x1C, 0x24, 0x23)
        heading.font.name = FONT
        _use_font(heading, FONT)
    quote = _added(document, QUOTE)
    quote.paragraph_format.left_indent = Cm(0.6)
    quote.paragraph_format.space_before, quote.paragraph_format.space_after = Pt(6), Pt(2)
    _bar(quote)
    attribution = _added(document, ATTRIBUTION)
    attribution.font.size, attribution.font.color.rgb = Pt(9), _SOFT
    attribution.paragraph_format.space_after = Pt(10)
    attribution.paragraph_format.left_indent = Cm(0.6)
    note = _added(document, NOTE)
    note.font.italic = True
    source = _added(document, SOURCE)
    source.font.size = Pt(9)
    source.paragraph_format.left_indent, source.paragraph_format.first_line_indent = Cm(0.9), Cm(-0.9)
    source.paragraph_format.tab_stops.add_tab_stop(Cm(0.9))
    document.styles.add_style(QUOTE_TEXT, WD_STYLE_TYPE.CHARACTER)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.3)


def add_page_number(paragraph: Paragraph, title: str) -> None:
    """The footer: the title, and the page's number, which Word counts."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.style = ATTRIBUTION
    paragraph.add_run(f"{title} · ")
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text
        run._r.append(element)


def add_link(paragraph: Paragraph, address: str, words: str) -> None:
    """``words`` that lead to ``address``."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(words)
    run.font.color.rgb, run.font.underline = _ACCENT, True
    link.append(run._r)
    paragraph._p.append(link)


def lay_out_table(table: Table) -> None:
    """Its first row is repeated on each page, and no row is divided between two where it fits on one."""
    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        if not place:
            properties.append(OxmlElement("w:tblHeader"))
        properties.append(OxmlElement("w:cantSplit"))


def _paragraph_style(document: WordDocument, name: str) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


def _added(document: WordDocument, name: str) -> ParagraphStyle:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.base_style = document.styles["Normal"]
    return style


def _use_font(style: ParagraphStyle, name: str) -> None:
    """The theme's font would win over the style's own."""
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    if fonts is not None:
        for attribute in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[attribute]
        for which in ("w:ascii", "w:hAnsi"):
            fonts.set(qn(which), name)


def _bar(style: ParagraphStyle) -> None:
    borders = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", str(_ACCENT))):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    style.element.get_or_add_pPr().append(borders)
