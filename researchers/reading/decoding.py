"""Bytes to text, or a sentence that says which line is no text."""

import codecs

from researchers.reading.values import Unreadable

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(raw: bytes) -> str:
    """The text, its line breaks as LF: UTF-8, UTF-16 with its mark, else Windows-1252.

    Raises:
        Unreadable: it is empty, holds a NUL, or is in none of these encodings.
    """
    if raw.startswith(UTF_16):
        text = _utf_16(raw)
    else:
        if b"\0" in raw:
            raise _nul(raw.count(b"\n", 0, raw.index(b"\0")) + 1)
        text = _utf_8_or_windows(raw.removeprefix(codecs.BOM_UTF8))
    if not text.strip():
        raise Unreadable("The file is empty.")
    if "\0" in text:
        raise _nul(text.count("\n", 0, text.index("\0")) + 1)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _utf_16(raw: bytes) -> str:
    try:
        return raw.decode("utf-16")
    except UnicodeDecodeError as error:
        words = f"Byte {error.start + 1} is not the UTF-16 that the file claims. Save it as UTF-8."
        raise Unreadable(words) from error


def _utf_8_or_windows(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        words = f"Line {line} is neither UTF-8 nor Windows-1252 text. Save the file as UTF-8."
        raise Unreadable(words) from error


def _nul(line: int) -> Unreadable:
    return Unreadable(f"Line {line} holds a character that no text has. Save the file as UTF-8.")
