"""Who may call: every request must bear a token that Teams' own service signed for this bot.

The rules are those of "Authenticate requests from the Bot Connector service to your bot",
learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication.
botframework-connector 4.17.1 takes a token without `exp`, answers refusals with 500, and fetches its keys on the
event loop, so it is not used here.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import jwt
from jwt.types import Options

_log = logging.getLogger(__name__)

_ALGORITHMS: Final = ("RS256", "RS384", "RS512")
_LEEWAY_SECONDS: Final = 300
_KEYS_SECONDS: Final = 24 * 60 * 60
_NEW_KEYS_SECONDS: Final = 60 * 60
"""An unknown key is looked for again, but no more often than this: anybody can invent one."""
_FETCH_SECONDS: Final = 5
_FETCH_AGAIN_SECONDS: Final = 10


class Unauthorized(Exception):
    """The token is missing or bad."""


@dataclass(frozen=True, kw_only=True)
class _Key:
    key: jwt.PyJWK
    endorsements: frozenset[str]


class TokenCheck:
    """Checks tokens against the keys that Teams' service publishes."""

    def __init__(self, *, app_id: str, issuer: str, metadata_url: str, clock: Callable[[], float]) -> None:
        self._app_id = app_id
        self._issuer = issuer
        self._metadata_url = metadata_url
        self._clock = clock
        self._keys: dict[str, _Key] = {}
        self._fetched_at = self._tried_at = -float("inf")
        self._lock = asyncio.Lock()

    async def check(self, authorization: str | None, *, channel: Any, service_url: str) -> None:
        """Let an activity pass that Teams' service sent to this bot. Raises `Unauthorized`."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.casefold() != "bearer" or not token:
            raise Unauthorized("there is no bearer token")
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
            self._decode(token, None)  # what can be refused without a key is, before anything is fetched for it
            key = await self._key(key_id)
            claims = self._decode(token, key.key)
        except jwt.PyJWTError as error:
            raise Unauthorized(f"the token is bad: {type(error).__name__}") from error
        if channel not in key.endorsements:
            raise Unauthorized("the key is not endorsed for this channel")
        if claims.get("serviceurl") != service_url:
            raise Unauthorized("the token is for another service URL")

    def _decode(self, token: str, key: jwt.PyJWK | None) -> dict[str, Any]:
        options: Options = {"require": ["exp", "iss", "aud"], "verify_signature": True}
        if key is None:
            if jwt.get_unverified_header(token).get("alg") not in _ALGORITHMS:
                raise jwt.InvalidAlgorithmError("the algorithm is not allowed")
            options["verify_signature"] = False
            options["verify_exp"] = options["verify_aud"] = options["verify_iss"] = options["verify_nbf"] = True
        return jwt.decode(
            token,
            key or "",
            algorithms=list(_ALGORITHMS),
            audience=self._app_id,
            issuer=self._issuer,
            leeway=_LEEWAY_SECONDS,
            options=options,
        )

    async def _key(self, key_id: Any) -> _Key:
        if not isinstance(key_id, str):
            raise Unauthorized("the token names no key")
        for oldest in (_KEYS_SECONDS, _NEW_KEYS_SECONDS):
            async with self._lock:
                now = self._clock()
                if now - self._fetched_at >= oldest and now - self._tried_at >= _FETCH_AGAIN_SECONDS:
                    await self._fetch()
            if key_id in self._keys:
                return self._keys[key_id]
        raise Unauthorized("the token is signed with an unknown key")

    async def _fetch(self) -> None:
        """Fetch the keys; when that fails the old ones stay."""
        self._tried_at = self._clock()
        timeout = aiohttp.ClientTimeout(total=_FETCH_SECONDS)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as session:
                metadata = await _json(session, self._metadata_url)
                keys = await _json(session, metadata["jwks_uri"])
            found = {str(key["kid"]): _key(key) for key in keys["keys"] if key.get("kty") == "RSA"}
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, jwt.PyJWTError):
            _log.exception("the keys of Teams' tokens cannot be fetched from %s", self._metadata_url)
            return
        self._keys, self._fetched_at = found, self._clock()


async def _json(session: aiohttp.ClientSession, url: str) -> Any:
    async with session.get(url) as response:
        response.raise_for_status()
        return json.loads(await response.text())


def _key(key: dict[str, Any]) -> _Key:
    return _Key(key=jwt.PyJWK(key, algorithm="RS256"), endorsements=frozenset(key.get("endorsements", ())))
