"""As much of HTTP/1.1 as clients of the connector speak, read and written for speed."""

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

MAX_HEAD: Final = 32_768
MAX_BODY: Final = 102_400
"""Bytes of a body; Teams refuses messages of that size too."""

_START: Final = re.compile(rb"([A-Z]{1,10}) (/\S*) HTTP/1\.1\r\n")
_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,10})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_CLOSE: Final = re.compile(rb"\r\nconnection:[ \t]*close[ \t]*\r\n", re.IGNORECASE)
_END: Final = b"\r\n\r\n"
_REASONS: Final = {status.value: status.phrase for status in HTTPStatus}


class Unreadable(Exception):
    """Raised for what is no request that can be taken; the connection is of no more use after the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True, slots=True)
class Request:
    """A request. `last` is said by the client: it wants the connection closed after the answer."""

    method: str
    path: str
    body: bytes
    last: bool


def take_request(buffer: bytearray) -> Request | None:
    """Take a request off the beginning of what came in, once it is there as a whole. Raises `Unreadable`."""
    ends = buffer.find(_END)
    if ends < 0 or ends > MAX_HEAD:
        if len(buffer) > MAX_HEAD:
            raise Unreadable(431)
        return None
    head = bytes(buffer[: ends + len(_END)])
    start = _START.match(head)
    if not start:
        raise Unreadable(400)
    size = ends + len(_END) + _length(head)
    if len(buffer) < size:
        return None
    body = bytes(buffer[len(head) : size])
    del buffer[:size]
    return Request(start[1].decode(), start[2].decode("latin-1"), body, _CLOSE.search(head) is not None)


def answer(status: int, body: Any, *, retry_after: float | None = None) -> bytes:
    """Write an answer."""
    content = json.dumps(body).encode()
    wait = "" if retry_after is None else f"Retry-After: {retry_after:g}\r\n"
    head = f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Type: application/json\r\n{wait}"
    return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content


def error(status: int, code: str, *, retry_after: float | None = None) -> bytes:
    """Write an answer that says what was wrong; some have no code."""
    named = {"error": {"code": code, "message": code}} if code else {}
    return answer(status, named, retry_after=retry_after)


def _length(head: bytes) -> int:
    if _CHUNKED.search(head):
        raise Unreadable(411)
    found = _LENGTH.search(head)
    length = int(found[1]) if found else 0
    if length > MAX_BODY:
        raise Unreadable(413)
    return length
