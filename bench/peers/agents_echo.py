"""Echo with the Microsoft 365 Agents SDK, as its own quickstart does."""

import logging
import os

from aiohttp import web
from microsoft_agents.authentication.msal import MsalConnectionManager
from microsoft_agents.hosting.aiohttp import CloudAdapter, jwt_authorization_middleware, start_agent_process
from microsoft_agents.hosting.core import (
    AgentApplication,
    AgentAuthConfiguration,
    MemoryStorage,
    TurnContext,
    TurnState,
)

# microsoft-agents-hosting-core 1.9.0 warns on every turn that there is no app id; a registered bot never pays for that.
logging.getLogger("microsoft_agents").setLevel(logging.ERROR)

CONNECTIONS = MsalConnectionManager({"SERVICE_CONNECTION": AgentAuthConfiguration(anonymous_allowed=True)})
ADAPTER = CloudAdapter(connection_manager=CONNECTIONS)
AGENT_APP = AgentApplication[TurnState](storage=MemoryStorage(), connection_manager=CONNECTIONS)


@AGENT_APP.activity("message")
async def on_message(context: TurnContext, _state: TurnState) -> None:
    """Say back what was said."""
    await context.send_activity(f"Echo: {context.activity.text}")


async def messages(request: web.Request) -> web.Response:
    """Take an activity from the channel."""
    return await start_agent_process(request, AGENT_APP, ADAPTER)


APP = web.Application(middlewares=[jwt_authorization_middleware])
APP.router.add_post("/api/messages", messages)
APP["agent_configuration"] = CONNECTIONS.get_default_connection_configuration()

if __name__ == "__main__":
    web.run_app(APP, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=None, print=None)
