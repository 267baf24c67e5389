"""Every setting, typed and checked once at start."""

import ipaddress
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, StringConstraints, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LOOPBACK = "127.0.0.1"


def _listed(value: Any) -> Any:
    return [each.strip() for each in value.split(",") if each.strip()] if isinstance(value, str) else value


People = Annotated[frozenset[Annotated[str, StringConstraints(to_lower=True)]], NoDecode, BeforeValidator(_listed)]
Hours = Annotated[tuple[Annotated[float, Field(gt=0)], ...], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    """Read from the environment; the names of the Bot Framework are kept as they are everywhere."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True, str_strip_whitespace=True)

    port: Annotated[int, Field(ge=0, le=65535, description="Port to listen on.")] = 3978
    host: Annotated[
        str | None,
        Field(description="Address to listen on. Default: every interface; in local mode always 127.0.0.1."),
    ] = None
    store_url: Annotated[
        str,
        Field(
            description="Where everything is kept: `sqlite:///` and a path (absolute with a fourth slash), or "
            "`https://<account>.documents.azure.com:443/<database>`."
        ),
    ] = "sqlite:///data/bot.db"
    cosmos_key: Annotated[
        SecretStr | None,
        Field(description="The key of a Cosmos DB account, for emulators; without it Entra ID signs the bot in."),
    ] = None
    company_file: Annotated[
        Path, Field(description="What only your company knows, for the articles: made from `company.sample.toml`.")
    ] = Path("company.toml")
    search_cache: Annotated[
        Path, Field(description="A folder for the search index; it may be deleted at any time.")
    ] = Path("data/search")
    embeddings_url: Annotated[
        str | None,
        Field(
            description="A deployment of an embedding model in Azure OpenAI, which lets the search know meanings too: "
            "`https://<resource>.openai.azure.com/openai/deployments/<deployment>/embeddings?api-version=2024-10-21`. "
            "Every question is sent there."
        ),
    ] = None
    embeddings_key: Annotated[
        SecretStr | None,
        Field(description="The key of that Azure OpenAI resource. It must have one: Entra ID is not supported there."),
    ] = None
    coordinators: Annotated[
        People,
        Field(
            description="Entra object ids of those who plan the roll-out, separated by commas; "
            "with `GRAPH_URL` also of groups."
        ),
    ] = frozenset()
    helpdesk: Annotated[
        People,
        Field(
            description="Entra object ids of the helpdesk, separated by commas; with `GRAPH_URL` also of groups. "
            "Coordinators may all that it may."
        ),
    ] = frozenset()
    graph_url: Annotated[
        str | None,
        Field(
            description="Microsoft Graph, usually `https://graph.microsoft.com/v1.0`: groups as roles and audiences, "
            "and installing the app. [docs/graph.md](docs/graph.md) has the permissions."
        ),
    ] = None
    teams_app_id: Annotated[
        str | None,
        Field(
            pattern=r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
            description="The app's id in the organisation's app catalog, to install it for people through Graph.",
        ),
    ] = None
    review_hours: Annotated[
        Hours, Field(description="Hours after which an open question is brought up again in the helpdesk's channel.")
    ] = (4.0, 24.0)
    requests_per_second: Annotated[
        float,
        Field(
            ge=0,
            le=1000,
            description="What nudges may ask of Teams, all instances together; 0 is no limit. Teams allows 30 to 50.",
        ),
    ] = 25.0
    service_url: Annotated[
        str,
        Field(
            description="Where Teams takes messages to people who never wrote to the bot. Other clouds have their own."
        ),
    ] = "https://smba.trafficmanager.net/teams/"
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], Field(description="How much is logged to standard error.")
    ] = "INFO"
    teams_thumbs: Annotated[
        bool, Field(description="Show Teams' own thumbs below answers, beside the card's buttons.")
    ] = False
    microsoft_app_id: Annotated[
        str | None,
        Field(
            validation_alias="MicrosoftAppId",
            description="The bot's app id. Without it the bot runs in local mode: no token check, 127.0.0.1 only.",
        ),
    ] = None
    microsoft_app_password: Annotated[
        SecretStr | None,
        Field(validation_alias="MicrosoftAppPassword", description="The app's secret; not for a managed identity."),
    ] = None
    microsoft_app_type: Annotated[
        Literal["SingleTenant", "UserAssignedMSI", "MultiTenant"],
        Field(validation_alias="MicrosoftAppType", description="How the bot is registered."),
    ] = "SingleTenant"
    microsoft_app_tenant_id: Annotated[
        str | None,
        Field(validation_alias="MicrosoftAppTenantId", description="The tenant of a single-tenant bot."),
    ] = None
    open_id_metadata_url: Annotated[
        str,
        Field(
            validation_alias="ToBotFromChannelOpenIdMetadataUrl",
            description="Where the keys of Teams' tokens are found. Other clouds have their own.",
        ),
    ] = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    token_issuer: Annotated[
        str,
        Field(validation_alias="ToBotFromChannelTokenIssuer", description="Who issues Teams' tokens."),
    ] = "https://api.botframework.com"  # noqa: S105 - an address
    login_url: Annotated[
        str | None,
        Field(
            validation_alias="ToChannelFromBotLoginUrl",
            description="Where the bot gets its own tokens. Default: the tenant at login.microsoftonline.com.",
        ),
    ] = None
    oauth_scope: Annotated[
        str,
        Field(validation_alias="ToChannelFromBotOAuthScope", description="What the bot's own tokens are for."),
    ] = "https://api.botframework.com"

    @property
    def local(self) -> bool:
        """Whether the bot runs in local mode."""
        return self.microsoft_app_id is None

    @property
    def address(self) -> str:
        """The address to listen on."""
        return LOOPBACK if self.local else self.host or "0.0.0.0"  # noqa: S104 - tokens are checked on every request

    @property
    def authority(self) -> str:
        """Where the bot gets its own tokens."""
        tenant = "botframework.com" if self.microsoft_app_type == "MultiTenant" else self.microsoft_app_tenant_id
        return self.login_url or f"https://login.microsoftonline.com/{tenant}"

    @property
    def graph_authority(self) -> str:
        """Where the bot gets its tokens for Microsoft Graph: always from the company's own tenant."""
        return self.login_url or f"https://login.microsoftonline.com/{self.microsoft_app_tenant_id}"

    @property
    def graph_scope(self) -> str:
        """What the tokens for Microsoft Graph are for: its address without a path."""
        parts = urlsplit(self.graph_url or "")
        return f"{parts.scheme}://{parts.netloc}"

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        if self.embeddings_url:
            if not self.embeddings_url.startswith("https://") and not is_loopback(self.embeddings_url):
                raise ValueError("EMBEDDINGS_URL must begin with https://: questions and the key are sent there")
            if not self.embeddings_key:
                raise ValueError("EMBEDDINGS_KEY is missing: EMBEDDINGS_URL needs it")
        if self.teams_app_id and not self.graph_url:
            raise ValueError("GRAPH_URL is missing: TEAMS_APP_ID needs it")
        if self.graph_url:
            self._reach(self.graph_url)
        if not self.service_url.startswith("https://") and not is_loopback(self.service_url):
            raise ValueError("SERVICE_URL must begin with https://: messages and the bot's token are sent there")
        if self.local:
            return self
        if self.microsoft_app_type != "UserAssignedMSI" and not self.microsoft_app_password:
            raise ValueError("MicrosoftAppPassword is missing: set it, or MicrosoftAppType=UserAssignedMSI")
        if self.microsoft_app_type == "SingleTenant" and not self.microsoft_app_tenant_id:
            raise ValueError("MicrosoftAppTenantId is missing: a single-tenant bot needs it")
        return self

    def _reach(self, graph: str) -> None:
        if is_loopback(graph):
            return
        if not graph.startswith("https://") or not urlsplit(graph).hostname:
            raise ValueError("GRAPH_URL must begin with https://: the bot's token is sent there")
        if self.local:
            raise ValueError("MicrosoftAppId is missing: GRAPH_URL needs an app that may ask there")
        if self.microsoft_app_type == "MultiTenant" and not self.microsoft_app_tenant_id:
            raise ValueError("MicrosoftAppTenantId is missing: GRAPH_URL needs the tenant to ask about")


def is_loopback(url: str) -> bool:
    """Tell whether a URL leads to this machine."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
