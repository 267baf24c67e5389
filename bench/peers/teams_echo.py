"""Echo with the Teams SDK, as its own echo example does."""

import asyncio
import os

import uvicorn
from fastapi import FastAPI
from microsoft_teams.api import MessageActivity
from microsoft_teams.apps import ActivityContext, App, FastAPIAdapter

PORT = int(os.environ["PORT"])


def quiet_server(app: FastAPI) -> uvicorn.Server:
    """Serve on loopback without an access log: the default listens everywhere and logs each request."""
    return uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=PORT, log_level="warning", access_log=False))


app = App(
    dangerously_allow_unauthenticated_requests=True,
    http_server_adapter=FastAPIAdapter(server_factory=quiet_server),
)


@app.on_message
async def handle_message(ctx: ActivityContext[MessageActivity]) -> None:
    """Say back what was said."""
    await ctx.send(f"Echo: {ctx.activity.text}")


if __name__ == "__main__":
    asyncio.run(app.start(PORT))
