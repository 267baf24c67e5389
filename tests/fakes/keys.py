"""Teams' token service: its metadata, its keys, and tokens signed with them."""

import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

APP_ID = "22222222-2222-4222-8222-222222222222"
ISSUER = "https://api.botframework.com"


class FakeKeys:
    """Publishes one key, endorsed for Teams, and signs with it."""

    def __init__(self) -> None:
        self.url = ""
        self.fetched = 0
        self.broken = False
        self.endorsements = ["msteams"]
        self.key_id = "key-1"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def token(self, service_url: str, *, without: str | None = None, headers: Any = None, **claims: Any) -> str:
        """Sign a token that is right, but for what is asked."""
        now = int(time.time())
        right = {"iss": ISSUER, "aud": APP_ID, "serviceurl": service_url, "nbf": now - 60, "exp": now + 3600}
        content = {name: value for name, value in {**right, **claims}.items() if name != without}
        return jwt.encode(content, self.key, algorithm="RS256", headers={"kid": self.key_id, **(headers or {})})

    async def metadata(self, _: web.Request) -> web.Response:
        """Say where the keys are."""
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"}, status=500 if self.broken else 200)

    async def keys(self, _: web.Request) -> web.Response:
        """List the keys."""
        self.fetched += 1
        public = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return web.json_response({"keys": [{**public, "kid": self.key_id, "endorsements": self.endorsements}]})


@asynccontextmanager
async def fake_keys() -> AsyncGenerator[FakeKeys]:
    """Run the service as long as it is needed."""
    keys = FakeKeys()
    application = web.Application()
    application.router.add_get("/metadata", keys.metadata)
    application.router.add_get("/keys", keys.keys)
    runner = web.AppRunner(application, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    keys.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield keys
    finally:
        await runner.cleanup()
