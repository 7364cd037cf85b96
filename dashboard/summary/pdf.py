"""The summary as PDF, set by Typst. The texts go in as data, so none of them is ever read as markup."""

import json
from collections.abc import Sequence
from typing import Any, Literal

import typst

from dashboard import formats
from dashboard.summary.build import Block, Summary
from dashboard.words import figures as words
from etl.settings import ROOT

_FONTS = ROOT / "static"
_TEMPLATE = """
#let it = json(bytes(sys.inputs.data))
#set document(title: it.title)
#set text(font: "Be Vietnam Pro", size: 10pt, lang: it.language, hyphenate: false)
#set par(leading: 0.6em)
#set page(
  paper: "a4",
  margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm),
  header: context if counter(page).get().first() > 1 { align(center, counter(page).display()) },
  footer: if it.band != "" { align(center, text(size: 8pt, it.band)) },
)
#show title: set text(size: 16pt, weight: "semibold")
#show heading.where(level: 1): set text(size: 13pt, weight: "semibold")
#show heading.where(level: 2): set text(size: 11pt, weight: "semibold")
#show heading: set block(above: 1.4em, below: 0.8em)
#show table.cell.where(y: 0): set text(weight: "semibold")

#let grid-of(data, widths, numbers: true, size: 9pt) = {
  set text(size: size)
  set par(leading: 0.45em)
  table(
    columns: widths,
    stroke: 0.5pt + luma(120),
    inset: (x: 4pt, y: 3.4pt),
    fill: (x, y) => if y == 0 { luma(235) },
    align: (x, y) => if y == 0 { center + horizon } else if numbers and x > 0 { right } else { left },
    table.header(..data.header),
    ..data.rows.flatten(),
  )
}

#align(center)[
  #block(below: 1em, title(it.title))
  #for line in it.subtitle { block(above: 0.6em, below: 0.6em, line) }
  #if it.band != "" { block(above: 1em, stroke: 0.8pt, inset: 6pt, width: 100%, text(weight: "semibold", it.band)) }
]

#heading(level: 1, it.findings.title)
#list(..it.findings.lines)

#heading(level: 1, it.main.name)
#for part in it.main.sections {
  heading(level: 2, part.title)
  grid-of(part, (1fr, 26mm, 16mm, 16mm, 26mm, 27mm))
}

#if it.units != none {
  page(flipped: true, {
    heading(level: 1, it.units.title)
    grid-of(it.units, (1fr,) + (23.5mm,) * (it.units.header.len() - 1), size: 8.5pt)
    if it.city != none {
      heading(level: 2, it.city.title)
      block(sticky: true, it.city.note)
      grid-of(it.city, (1fr,) + (23.5mm,) * (it.city.header.len() - 1), size: 8.5pt)
    }
  })
}

#heading(level: 1, it.notes.title)
#for note in it.notes.lines { par(note) }

#heading(level: 1, it.sources.title)
#if it.sources.rows.len() > 0 {
  grid-of(it.sources, (18mm, 1fr, 30mm, 40mm), numbers: false)
} else { par(it.sources.none) }

#heading(level: 1, it.definitions.title)
#for line in it.definitions.lines { par[#text(weight: "semibold", line.name + ":") #line.text] }
"""


def render(summary: Summary) -> bytes:
    """Return the file, tagged for readers who listen to it."""
    data = json.dumps(_data(summary), ensure_ascii=False)
    try:
        return _compiled(data, "ua-1")
    except typst.TypstError:
        # The standard forbids signs that no font has, and a file's name may hold any; tagged it is all the same.
        return _compiled(data, None)


def _compiled(data: str, standard: Literal["ua-1"] | None) -> bytes:
    source: Any = _TEMPLATE.encode()
    return typst.compile(
        source,
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        pdf_standards=[standard] if standard else [],
    )


def _data(summary: Summary) -> dict[str, object]:
    said = summary.said
    columns = (words.METRIC, words.VALUE, words.NUMERATOR, words.DENOMINATOR, words.BEFORE, words.CHANGE)
    header = [said(column) for column in columns]
    sections = [
        {
            "title": section.title,
            "header": header,
            "rows": [
                [formats.unbroken(text) for text in (r.name, r.value, r.numerator, r.denominator, r.previous, r.change)]
                for r in section.rows
            ],
        }
        for section in summary.main.sections
    ]
    city = summary.city
    return {
        "language": summary.language,
        "title": summary.title,
        "subtitle": summary.subtitle,
        "band": summary.band,
        "main": {"name": summary.main.name, "sections": sections},
        "units": {"title": said(words.BY_UNIT), **_units(summary, summary.units)} if summary.units else None,
        "city": {
            "title": f"{said(words.CITY_COUNCIL)}: {city.name}",
            "note": said(words.CITY_APART),
            **_units(summary, [city]),
        }
        if city
        else None,
        "findings": {"title": said(words.STANDING_OUT), "lines": summary.findings},
        "notes": {"title": said(words.NOTES), "lines": summary.notes},
        "sources": {
            "title": said(words.SOURCES),
            "none": said(words.NO_SOURCES),
            "header": [said(c) for c in (words.UPLOAD, words.FILE, words.ACCOUNT, words.LOADED_AT)],
            "rows": [[str(s.number), s.file, s.account, s.loaded_at] for s in summary.sources],
        },
        "definitions": {
            "title": said(words.DEFINITIONS),
            "lines": [{"name": line.name, "text": line.text} for line in summary.definitions],
        },
    }


def _units(summary: Summary, blocks: Sequence[Block]) -> dict[str, list[Any]]:
    metrics = [row.metric for row in blocks[0].key_rows()]
    return {
        "header": [summary.said(words.UNIT), *(metric.short(summary.language) for metric in metrics)],
        "rows": [[block.name, *(formats.unbroken(row.value) for row in block.key_rows())] for block in blocks],
    }
