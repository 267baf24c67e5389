"""Echo through our own edge: the adapter, the connector and the server, without dialogs and store."""

# pyright: reportMissingTypeStubs=false
import asyncio
import os

from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext

from bot.adapter import TeamsAdapter
from bot.connector import Connector
from bot.credentials import NoCredentials
from bot.replies import apology
from bot.web import Web


class Echo(ActivityHandler):
    """Says what was said."""

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Echo."""
        await turn_context.send_activity(f"Echo: {turn_context.activity.text}")


async def main() -> None:
    """Serve until killed."""

    async def ready() -> None:
        """Always be ready."""

    connector = Connector(NoCredentials())
    served = Web(adapter=TeamsAdapter(connector, apology), callback=Echo().on_turn, tokens=None, ready=ready)
    runner = web.AppRunner(served.application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["PORT"])).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
