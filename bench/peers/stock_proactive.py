"""Send proactive messages with the Bot Framework SDK, as its own proactive sample does; print what it took as JSON."""

import asyncio
import json
import sys
import time

from botbuilder.core import TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import ChannelAccount, ConversationAccount, ConversationReference

WARM_UP = 50
APP_ID = ""


class Config:
    """Hold the app's registration: none, so that no token is fetched."""

    APP_ID = APP_ID
    APP_PASSWORD = ""
    APP_TYPE = "MultiTenant"
    APP_TENANTID = ""


ADAPTER = CloudAdapter(ConfigurationBotFrameworkAuthentication(Config()))


def reference(service_url: str, conversation: str) -> ConversationReference:
    """Make what a bot would have stored of a personal chat."""
    return ConversationReference(
        channel_id="msteams",
        service_url=service_url,
        bot=ChannelAccount(id="28:bot", name="Bot"),
        user=ChannelAccount(id=f"29:{conversation}"),
        conversation=ConversationAccount(id=conversation, conversation_type="personal"),
    )


async def say(context: TurnContext) -> None:
    """Send a short text."""
    await context.send_activity("It is your turn to enroll your phone.")


async def send_all(service_url: str, conversations: list[str], at_once: int) -> None:
    """Send to all conversations, so many at once; a send that fails ends everything."""
    left = iter(conversations)

    async def work() -> None:
        for conversation in left:
            await ADAPTER.continue_conversation(reference(service_url, conversation), say, APP_ID)

    await asyncio.gather(*(work() for _ in range(at_once)))


async def main(service_url: str, count: int, at_once: int) -> None:
    """Warm up, send, and print seconds by the clock and of CPU."""
    await send_all(service_url, [f"warm-up-{number}" for number in range(WARM_UP)], at_once)
    began, cpu = time.perf_counter(), time.process_time()
    await send_all(service_url, [f"stock-{number}" for number in range(count)], at_once)
    print(json.dumps({"seconds": time.perf_counter() - began, "cpu_seconds": time.process_time() - cpu}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
