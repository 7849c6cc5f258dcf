"""What the toolkit itself wrote on the sheets of a return, so that what somebody typed there can be told from it.

One issue of the toolkit words its Guide and its notes otherwise than the next, and a summary says what was so when it
was worked out. So each return carries, on its hidden sheet, a short sum of every text that was put into it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from zlib import crc32

from toolkit.model.pack import Cells, Content, Facts, Formula, Line, Link, PackSheet, Table
from toolkit.sheets.every_sheet import SHEETS

FIXED, WRITTEN = "Words", "Words worked out"
"""Records of the hidden sheet: texts that stay as they were sent, and those that every refresh writes anew."""
SEALS = "seals"
AT_ONCE = 2_500
"""Texts to a record, which goes into one cell."""
SLOTS = {"Summary": 1, "Check results": 8}
"""Records kept free for what is written anew, so that each can be written without the others."""
_LENGTH = 8
Known = Mapping[str, Counter[str]]
"""Sheet, as it is declared, to how often each text was put there, by its sum."""
_TABLES = frozenset(spec.name for spec in SHEETS)


def seal(text: str) -> str:
    """A short sum of a text, whatever its white space, which programs write differently."""
    return f"{crc32(' '.join(text.split()).encode('utf-8', 'replace')):0{_LENGTH}x}"


def packed(texts: Iterable[str], slots: int | None = None) -> list[dict[str, object]]:
    """Texts as records of the hidden sheet: as many as it takes, or so many, of which the last may be empty."""
    seals = sorted(seal(text) for text in texts if text.strip())
    count = -(-len(seals) // AT_ONCE) if slots is None else slots
    return [{SEALS: "".join(seals[n * AT_ONCE : (n + 1) * AT_ONCE])} for n in range(count)]


def unpacked(seals: object) -> Counter[str]:
    """How often each text of a record was written."""
    text = str(seals or "")
    return Counter(text[at : at + _LENGTH] for at in range(0, len(text), _LENGTH))


def texts_of(sheet: PackSheet) -> Iterator[str]:
    """Every text of a sheet that nobody is meant to write over, notes too; not the rows and settings that are sent."""
    for block in sheet.blocks:
        match block:
            case Line():
                yield block.text
            case Cells():
                yield from _texts(block.rows)
            case Facts():
                yield from (label for label, _ in block.rows)
                yield from (*block.help.values(), *block.notes.values())
                yield from _texts([[content] for _, content in block.rows if not block.names])
            case Table():
                yield from (text for column in block.columns for text in (column.heading, column.note))
                yield from _texts(block.rows if sheet.name not in _TABLES else ())


def without(texts: Iterable[str], others: Iterable[str]) -> list[str]:
    """The texts but for the others, each as often as it stands there."""
    return list((Counter(texts) - Counter(others)).elements())


def _texts(rows: Iterable[Sequence[Content]]) -> Iterator[str]:
    return (_as_text(content) for row in rows for content in row)


def _as_text(content: Content) -> str:
    if isinstance(content, Formula):
        content = content.value
    return content.text if isinstance(content, Link) else "" if content is None else str(content)
