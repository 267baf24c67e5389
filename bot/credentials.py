"""The bot's own access tokens: one for each service, cached, acquired off the event loop."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, Final, Protocol

import msal
import requests

from bot.settings import Settings

_RENEW_SECONDS: Final = 300
"""A token is renewed this long before it expires."""

_TIMEOUT: Final = (3, 5)
"""Seconds to connect, and between two pieces of the answer."""


class TokenRefused(Exception):
    """Microsoft Entra ID gave no token."""


class LoginAway(TokenRefused):
    """Microsoft Entra ID cannot be reached."""


class Credentials(Protocol):
    """Where requests get what they are authorised with."""

    async def headers(self) -> dict[str, str]:
        """Give the headers of an authorised request. Raises `TokenRefused`."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class NoCredentials:
    """Local mode: nobody asks for a token."""

    async def headers(self) -> dict[str, str]:
        """Give no headers."""
        return {}

    def close(self) -> None:
        """Have nothing to close."""


class _Session(requests.Session):
    """A session that does not wait for ever: msal sets no deadline, and each wait would hold a thread."""

    def request(self, *arguments: Any, **options: Any) -> requests.Response:
        """Send a request."""
        return super().request(*arguments, **{**options, "timeout": _TIMEOUT})


class EntraCredentials:
    """Tokens of the bot's app registration, or its managed identity, through msal: for one `scope` of one `authority`.

    Without them the tokens are for the connector.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], float],
        *,
        scope: str | None = None,
        authority: str | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._scope = scope or settings.oauth_scope
        self._authority = authority or settings.authority
        self._lock = asyncio.Lock()
        self._session = _Session()
        self._acquire: Callable[[], Any] | None = None
        self._token = ""
        self._renew_at = 0.0

    async def headers(self) -> dict[str, str]:
        """Give the headers of an authorised request. Raises `TokenRefused`."""
        if self._clock() >= self._renew_at:
            async with self._lock:
                if self._clock() >= self._renew_at:
                    await self._renew()
        return {"Authorization": f"Bearer {self._token}"}

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    async def _renew(self) -> None:
        try:
            answer = await asyncio.to_thread(self._ask)
        except (requests.RequestException, ValueError) as error:
            raise LoginAway("Microsoft Entra ID cannot be reached: check the network and the tenant id") from error
        if "access_token" not in answer:
            raise TokenRefused(f"Microsoft Entra ID refused a token ({answer.get('error')}): check app id and secret")
        self._token = answer["access_token"]
        self._renew_at = self._clock() + max(int(answer["expires_in"]) - _RENEW_SECONDS, 0)

    def _ask(self) -> dict[str, Any]:
        # msal looks up the authority when its app is made: off the event loop, and once.
        if self._acquire is None:
            managed = self._settings.microsoft_app_type == "UserAssignedMSI"
            self._acquire = self._managed() if managed else self._registered()
        return self._acquire()

    def _managed(self) -> Callable[[], Any]:
        identity = msal.UserAssignedManagedIdentity(client_id=self._settings.microsoft_app_id)
        client = msal.ManagedIdentityClient(identity, http_client=self._session)
        return partial(client.acquire_token_for_client, resource=self._scope)

    def _registered(self) -> Callable[[], Any]:
        password = self._settings.microsoft_app_password
        app = msal.ConfidentialClientApplication(
            self._settings.microsoft_app_id,
            authority=self._authority,
            client_credential=password.get_secret_value() if password else None,
            instance_discovery=self._settings.login_url is None,
            http_client=self._session,
        )
        return partial(app.acquire_token_for_client, scopes=[f"{self._scope}/.default"])
