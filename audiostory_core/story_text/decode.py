"""Decodes text files of other programs: UTF-8, or UTF-16 as some subtitle editors on Windows save it."""
from __future__ import annotations

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode_text(data: bytes) -> str:
    """The text of a file's bytes in UTF-8 or UTF-16, with or without a byte order mark.

    Raises:
        ValueError: another encoding; names the line.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _guess(data[:2_000])
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {line} is no text in UTF-8 or UTF-16 (byte {data[error.start]:#04x}); save the file as "
                         "UTF-8") from error


def _guess(data: bytes) -> str:
    """The encoding without a byte order mark: in UTF-16, most languages' high bytes are zero, which shows the order."""
    if len(data) > 3 and data[1::2].count(0) * 2 > len(data) // 2:
        return "utf-16-le"
    if len(data) > 3 and data[0::2].count(0) * 2 > len(data) // 2:
        return "utf-16-be"
    return "utf-8"
