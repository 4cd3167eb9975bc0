"""A mail as blocks, drawn twice: as plain text and as HTML. One source, so they say the same."""

from dataclasses import dataclass
from html import escape

from notifications.wording.entry import Words


@dataclass(frozen=True, slots=True)
class Row:
    """One fact: its label and one or more lines."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blocks:
    """What a mail holds, in order. `link` stands under `action`; both may be empty."""

    lang: str
    subject: str
    greeting: str
    lead: tuple[str, ...]
    rows: tuple[Row, ...]
    action: str
    link: str
    after: tuple[str, ...]
    sender: str
    footer: str


def as_text(blocks: Blocks, words: Words) -> str:
    """The plain-text part. Long lines are left to the mail's encoding."""
    parts = [blocks.greeting, *blocks.lead]
    if blocks.rows:
        parts.append("\n".join(_text_row(row, words.colon) for row in blocks.rows))
    if blocks.link:
        parts.append(f"{blocks.action}{words.colon}\n{blocks.link}")
    parts += [*blocks.after, blocks.sender, blocks.footer]
    return "\n\n".join(part for part in parts if part) + "\n"


def _text_row(row: Row, colon: str) -> str:
    if len(row.lines) == 1:
        return f"{row.label}{colon} {row.lines[0]}"
    return "\n".join([f"{row.label}{colon}", *(f"  {line}" for line in row.lines)])


# Mail programs know little CSS and strip style sheets, so the few rules stand on the elements.
_PAGE = "margin:0;padding:24px 16px;background:#ffffff;color:#1b2430"
_BOX = "max-width:560px;margin:0 auto;font:16px/1.5 system-ui,'Segoe UI',Roboto,Arial,sans-serif"
_LABEL = "padding:4px 16px 4px 0;vertical-align:top;text-align:start;font-weight:normal;color:#55606e"
_VALUE = "padding:4px 0;font-weight:600"
_BUTTON = (
    "display:inline-block;padding:12px 20px;border-radius:8px;background:#0b5f6b;"
    "color:#ffffff;text-decoration:none;font-weight:600"
)
_SMALL = "margin-top:32px;font-size:14px;color:#55606e"


def as_html(blocks: Blocks) -> str:
    """The HTML part: no images, no scripts, nothing fetched from outside; every text escaped."""
    rows = "".join(
        f'<tr><th scope="row" style="{_LABEL}">{escape(row.label)}</th>'
        f'<td style="{_VALUE}">{"<br>".join(map(escape, row.lines))}</td></tr>'
        for row in blocks.rows
    )
    return "".join(
        [
            f'<!doctype html>\n<html lang="{escape(blocks.lang)}" dir="ltr"><head>',
            '<meta charset="utf-8"><meta name="viewport" content="width=device-width">',
            '<meta name="color-scheme" content="light">',
            f"<title>{escape(blocks.subject)}</title></head>",
            f'<body style="{_PAGE}"><div style="{_BOX}">',
            _paragraphs(blocks.greeting, *blocks.lead),
            f'<table style="border-collapse:collapse">{rows}</table>' if rows else "",
            f'<p style="margin:24px 0"><a href="{escape(blocks.link)}" style="{_BUTTON}">'
            f"{escape(blocks.action)}</a></p>"
            if blocks.link
            else "",
            _paragraphs(*blocks.after),
            f'<p style="{_SMALL}">{escape(blocks.sender)}<br>{escape(blocks.footer)}</p>',
            "</div></body></html>\n",
        ]
    )


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts if text)
