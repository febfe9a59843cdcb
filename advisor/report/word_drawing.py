"""Charts as Word's own shapes: vectors whose words can be read aloud, searched and restyled.

A chart becomes one group of shapes in the line of the text (DrawingML, as Word writes it since 2010
and LibreOffice reads it), so that neither a picture's font nor a further library is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from advisor.report.advice.chart import WIDTH, Chart, ChartBox, ChartLine, ChartWord
from advisor.report.cleaning import plain

_UNIT = 11_000
"""What a unit of a chart measures, in English metric units: 360 of them are 110 mm."""

_SPACES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
_DEEP, _SOFT, _INK, _PAPER = "1C4A73", "444444", "111111", "FFFFFF"
_DASHES = {"common": "dash", "loose": "sysDot", "shared": "dash", "open": "sysDot"}


def drawing(chart: Chart | None) -> Markup:
    """Return a chart as a part of a Word paragraph; nothing where there is no chart."""
    if chart is None:
        return Markup("")
    numbers = count(2)
    shapes = [_line(line, next(numbers)) for line in chart.lines]
    shapes += [_box(box, next(numbers)) for box in chart.boxes]
    shapes += [_word(word, next(numbers)) for word in chart.words]
    size = f'cx="{WIDTH * _UNIT}" cy="{round((chart.height + 4) * _UNIT)}"'
    told = quoteattr(plain(" ".join(chart.sentences)))
    title = quoteattr(plain(chart.title))
    group = (
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{_identity(chart)}" name={title} title={title} descr={told}/>'
        f'<a:graphic><a:graphicData uri="{_GROUP}"><wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext {size}/><a:chOff x="0" y="0"/><a:chExt {size}/></a:xfrm>'
        f"</wpg:grpSpPr>{''.join(shapes)}</wpg:wgp></a:graphicData></a:graphic></wp:inline>"
    )
    # The words go on in another run behind the drawing, as the text of the template does.
    return Markup(  # noqa: S704 - everything that was told is escaped above
        f"</w:t></w:r><w:r><mc:AlternateContent {_SPACES}>"
        f'<mc:Choice Requires="wpg"><w:drawing>{group}</w:drawing></mc:Choice>'
        f"</mc:AlternateContent></w:r><w:r><w:t>"
    )


def _identity(chart: Chart) -> int:
    """Number the drawing; Word wants each to have a number of its own."""
    return sum(ord(sign) * place for place, sign in enumerate(chart.title, 1)) % 2_000_000 + 1_000


def _shape(number: int, transform: str, inner: str, body: str = "<wps:bodyPr/>") -> str:
    return (
        f'<wps:wsp><wps:cNvPr id="{number}" name="Shape {number}"/><wps:cNvSpPr/>'
        f"<wps:spPr>{transform}{inner}</wps:spPr>{body}</wps:wsp>"
    )


def _transform(x: float, y: float, width: float, height: float, turned: str = "") -> str:
    left, top, wide, high = (round(one * _UNIT) for one in (x, y, width, height))
    return f'<a:xfrm{turned}><a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'


def _outline(colour: str, kind: str) -> str:
    dash = f'<a:prstDash val="{_DASHES[kind]}"/>' if kind in _DASHES else ""
    return f'<a:ln w="12700"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>{dash}</a:ln>'


def _box(box: ChartBox, number: int) -> str:
    fill = _DEEP if box.kind == "digital" else _PAPER
    return _shape(
        number,
        _transform(box.x, box.y, box.width, box.height),
        '<a:prstGeom prst="roundRect"><a:avLst><a:gd name="adj" fmla="val 8000"/></a:avLst>'
        f'</a:prstGeom><a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>'
        f"{_outline(_SOFT, box.kind)}",
    )


def _line(line: ChartLine, number: int) -> str:
    """Draw a line through points as a free form in the frame that holds it."""
    across, down = zip(*line.points, strict=True)
    left, top = min(across), min(down)
    wide, high = max(across) - left, max(down) - top
    colour = _SOFT if line.kind == "line" else _DEEP
    return _shape(
        number,
        _transform(left, top, wide, high),
        f'<a:custGeom><a:pathLst><a:path w="{round(wide * _UNIT)}" h="{round(high * _UNIT)}" '
        f'fill="none">{"".join(_steps(line, left, top))}</a:path></a:pathLst></a:custGeom>'
        f"<a:noFill/>{_outline(colour, line.kind)}",
    )


def _steps(line: ChartLine, left: float, top: float) -> Iterator[str]:
    for place, (x, y) in enumerate(line.points):
        kind = "lnTo" if place else "moveTo"
        at = f'<a:pt x="{round((x - left) * _UNIT)}" y="{round((y - top) * _UNIT)}"/>'
        yield f"<a:{kind}>{at}</a:{kind}>"


def _word(word: ChartWord, number: int) -> str:
    """Write a line of text in a frame without a border; it may be broader than its words."""
    height = word.size * 1.7
    x, width = (word.x, WIDTH - word.x) if word.left else (word.x - 120, 240)
    half = round(word.size * 1.5)
    run = (
        f'<w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/>'
        f'<w:color w:val="{_PAPER if word.on else _INK}"/><w:sz w:val="{half}"/></w:rPr>'
    )
    align = "left" if word.left else "center"
    text = escape(plain(word.text))
    return _shape(
        number,
        _transform(x, word.y - word.size * 0.36 - height / 2, width, height),
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln>',
        f'<wps:txbx><w:txbxContent><w:p><w:pPr><w:spacing w:before="0" w:after="0"/>'
        f'<w:jc w:val="{align}"/></w:pPr><w:r>{run}<w:t>{text}</w:t></w:r></w:p>'
        '</w:txbxContent></wps:txbx><wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" '
        'anchor="ctr"/>',
    )
