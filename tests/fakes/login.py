"""Microsoft Entra ID on loopback: an authority over TLS that gives tokens, and counts them."""

import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import trustme
from aiohttp import web


class FakeLogin:
    """Gives tokens named `token-1`, `token-2`; or refuses them."""

    def __init__(self) -> None:
        self.authority = ""
        self.given = 0
        self.asked: list[Any] = []
        self.expires_in = 3600
        self.refusing = False

    async def metadata(self, _: web.Request) -> web.Response:
        """Say where the endpoints are."""
        endpoints = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "issuer": ""}
        return web.json_response({name: f"{self.authority}{path}" for name, path in endpoints.items()})

    async def token(self, request: web.Request) -> web.Response:
        """Give a token."""
        self.asked.append(dict(await request.post()))
        if self.refusing:
            return web.json_response({"error": "invalid_client", "error_description": "no"}, status=401)
        self.given += 1
        body = {"access_token": f"token-{self.given}", "expires_in": self.expires_in, "token_type": "Bearer"}
        return web.json_response(body)


@asynccontextmanager
async def fake_login(folder: Path) -> AsyncGenerator[tuple[FakeLogin, Path]]:
    """Run the authority; give it, and the file of the certificate to trust."""
    authority = trustme.CA()
    bundle = folder / "ca.pem"
    authority.cert_pem.write_to_path(bundle)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)  # pyright: ignore[reportUnknownMemberType]
    login = FakeLogin()
    application = web.Application()
    application.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", login.metadata)
    application.router.add_post("/{tenant}/token", login.token)
    runner = web.AppRunner(application, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    login.authority = f"https://127.0.0.1:{runner.addresses[0][1]}/contoso.test"
    try:
        yield login, bundle
    finally:
        await runner.cleanup()
