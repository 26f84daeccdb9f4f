"""The text of a file: plain text and code, JSON, HTML, CSV, Word documents and simple PDF."""

import csv
import html
import io
import json
import re
import zipfile
import zlib
from html.parser import HTMLParser
from pathlib import PurePath
from xml.etree import ElementTree

_TEXT = {
    "c", "cpp", "cs", "css", "csv", "docx", "go", "html", "java", "js", "json", "jsonl", "log", "md", "pdf",
    "php", "pptx", "py", "rb", "rst", "sh", "tex", "ts", "tsv", "txt", "xml", "yaml", "yml", "",
}  # fmt: skip


class UnsupportedFileError(Exception):
    """The file's kind cannot be indexed (``unsupported_file``)."""


class InvalidFileError(Exception):
    """The file's kind is known but its content cannot be read (``invalid_file``)."""


def extract(filename: str, content: bytes) -> str:
    """Read the text of a file.

    Args:
        filename: Name with its extension, which decides how the content is read.
        content: The file's bytes.

    Returns:
        Its text.

    Raises:
        UnsupportedFileError: No reader knows the extension.
        InvalidFileError: The content is empty or not what the extension says.
    """
    kind = PurePath(filename).suffix.lower().lstrip(".")
    if kind not in _TEXT:
        raise UnsupportedFileError(f"Files of type .{kind} are not supported.")
    reader = _READERS.get(kind, _plain)
    try:
        text = reader(content)
    except (ValueError, KeyError, zipfile.BadZipFile, zlib.error, ElementTree.ParseError) as error:
        raise InvalidFileError(f"The file could not be parsed: {error}") from error
    if not text.strip():
        raise InvalidFileError("The file holds no text.")
    return text


def _plain(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("text must be UTF-8, UTF-16 or ASCII")


def _json(content: bytes) -> str:
    return "\n".join(_leaves(json.loads(_plain(content))))


def _json_lines(content: bytes) -> str:
    lines = [line for line in _plain(content).splitlines() if line.strip()]
    return "\n\n".join("\n".join(_leaves(json.loads(line))) for line in lines)


def _leaves(value: object, path: str = "") -> list[str]:
    """Write a JSON value as lines of ``path: text``."""
    if isinstance(value, dict):
        return [
            line
            for key, item in value.items()
            for line in _leaves(item, f"{path}.{key}" if path else str(key))
        ]
    if isinstance(value, list):
        return [line for item in value for line in _leaves(item, path)]
    text = value if isinstance(value, str) else json.dumps(value)
    return [f"{path}: {text}" if path else text]


def _csv(content: bytes, delimiter: str = ",") -> str:
    rows = list(csv.reader(io.StringIO(_plain(content)), delimiter=delimiter))
    if not rows:
        return ""
    names, *records = rows
    if not records:
        return ", ".join(names)
    return "\n".join(
        ", ".join(f"{name}: {cell}" if name else cell for name, cell in zip(names, record, strict=False))
        for record in records
    )


class _Page(HTMLParser):
    """Collects the visible text of a page, one line per block."""

    _BLOCKS = frozenset({
        "article", "br", "div", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "ol", "p",
        "pre", "section", "table", "title", "tr", "ul",
    })  # fmt: skip
    _HIDDEN = frozenset(("script", "style", "template"))

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._hidden += tag in self._HIDDEN
        if tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in self._HIDDEN and self._hidden > 0
        if tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def _html(content: bytes) -> str:
    page = _Page()
    page.feed(_plain(content))
    page.close()
    return re.sub(r" *\n\s*", "\n", "".join(page.parts)).strip()


def _word(content: bytes) -> str:
    return _office(content, r"word/document\.xml")


def _slides(content: bytes) -> str:
    return _office(content, r"ppt/slides/slide\d+\.xml")


def _office(content: bytes, parts: str) -> str:
    paragraphs = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            if re.fullmatch(parts, name):
                # A pattern suffices, and spares an XML parser its entity attacks.
                for paragraph in re.findall(
                    r"<[wa]:p[ >].*?</[wa]:p>", archive.read(name).decode(), re.DOTALL
                ):
                    runs = re.findall(r"<[wa]:t(?: [^>]*)?>(.*?)</[wa]:t>", paragraph, re.DOTALL)
                    paragraphs.append(html.unescape("".join(runs)))
    return "\n".join(paragraphs)


def _pdf(content: bytes) -> str:
    """Read the strings that a PDF shows, when its fonts use a one-byte encoding."""
    if not content.startswith(b"%PDF"):
        raise ValueError("the PDF header is missing")
    pages = []
    for found in re.finditer(rb"<<(.*?)>>\s*stream\r?\n", content, re.DOTALL):
        end = content.find(b"endstream", found.end())
        stream = content[found.end() : end if end >= 0 else None]
        if b"FlateDecode" in found[1]:
            stream = zlib.decompressobj().decompress(stream)
        lines = []
        for block in re.findall(rb"\bBT\b(.*?)\bET\b", stream, re.DOTALL):
            for shown in re.finditer(
                rb"(\[(?:\\.|[^\]\\])*\]|\((?:\\.|[^)\\])*\))\s*(?:TJ|Tj|'|\")|T\*|\bT[dD]\b", block
            ):
                if shown[1] is None:
                    lines.append("\n")
                else:
                    lines.extend(
                        _pdf_string(text)
                        for text in re.findall(rb"\(((?:\\.|[^)\\])*)\)", shown[1], re.DOTALL)
                    )
            lines.append("\n")
        if lines:
            pages.append(re.sub(r"\n+", "\n", "".join(lines)).strip())
    return "\n\n".join(pages)


def _pdf_string(raw: bytes) -> str:
    escapes = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b"", b"\n": b""}

    def unescape(match: "re.Match[bytes]") -> bytes:
        code = match[1]
        return bytes([int(code, 8) & 0xFF]) if code.isdigit() else escapes.get(code, code)

    return re.sub(rb"\\([0-7]{1,3}|.)", unescape, raw, flags=re.DOTALL).decode("cp1252", "replace")


_READERS = {
    "json": _json,
    "jsonl": _json_lines,
    "csv": _csv,
    "tsv": lambda content: _csv(content, "\t"),
    "html": _html,
    "docx": _word,
    "pptx": _slides,
    "pdf": _pdf,
}
