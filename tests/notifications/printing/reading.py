"""What stands in a PDF: its text page by page, its size, and the codes a camera finds in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import zxingcpp

MM = 72 / 25.4


@contextmanager
def opened(answer) -> Iterator[pypdfium2.PdfDocument]:
    assert answer["Content-Type"] == "application/pdf", answer.content.decode()[-2000:]
    document = pypdfium2.PdfDocument(answer.content)
    yield document
    document.close()


def pages_of(answer) -> list[str]:
    """The text of each page, spaces folded."""
    found = []
    with opened(answer) as document:
        for page in document:
            text = page.get_textpage()
            found.append(re.sub(r"\s+", " ", text.get_text_range()).strip())
            text.close()
            page.close()
    return found


def sizes_of(answer) -> list[tuple[int, int]]:
    """Width and height of each page in whole millimetres."""
    with opened(answer) as document:
        return [tuple(round(side / MM) for side in document.get_page_size(n)) for n in range(len(document))]


def codes_in(answer) -> list[str]:
    """What a camera reads from the first page, printed at 200 dpi in black and white."""
    with opened(answer) as document:
        page = document[0]
        picture = page.render(scale=200 / 72, grayscale=True).to_numpy().copy()
        page.close()
    return [code.text for code in zxingcpp.read_barcodes(picture)]
