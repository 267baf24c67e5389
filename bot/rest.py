"""What the bot's requests to REST services have in common."""

import json
import math
from typing import Any, Final

import aiohttp

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 8.0


def open_session(*, connections: int, read_seconds: float | None = None) -> aiohttp.ClientSession:
    """Open a pool of connections."""
    # No cookies: two requests must never share anything that the service sets.
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=read_seconds),
    )


def backoff(attempt: int, jitter: float) -> float:
    """Give the seconds to wait after an attempt: exponential with full jitter (0 to 1), from half of it upwards."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt) * (0.5 + jitter / 2)


def json_object(text: str | bytes) -> dict[str, Any]:
    """Read a JSON object; what is none is an empty one."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def error_code(answer: dict[str, Any]) -> str:
    """Get the service's word for why it refused."""
    error = answer.get("error")
    return str(error.get("code", "")) if isinstance(error, dict) else ""


def retry_after(value: str | None) -> float:
    """Read a header Retry-After in seconds; 0 where it gives none."""
    try:
        seconds = float(value or 0)
    except ValueError:
        return 0.0
    return max(0.0, seconds) if math.isfinite(seconds) else 0.0
