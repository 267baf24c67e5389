"""Composition root: settings → store → services → bot → web. Nothing imports it; only it reads the environment."""

import gc

if __name__ == "__main__":
    gc.disable()  # a quarter of the start goes into collections that find nothing; `serve` turns them on again

import asyncio
import logging
import signal
import sys
import time
from datetime import UTC, datetime
from functools import partial
from secrets import token_hex

from aiohttp import web
from pydantic import ValidationError

from bot.adapter import TeamsAdapter
from bot.authentication import TokenCheck
from bot.board import TeamsBoard
from bot.connector import Connector
from bot.credentials import EntraCredentials, NoCredentials
from bot.downloads import Downloads
from bot.embeddings import AzureEmbedder
from bot.graph import INSTALLS_A_SECOND, GraphDirectory
from bot.graph_pace import Pacer
from bot.graph_requests import GraphRequests
from bot.handler import EnrollmentBot
from bot.members import Members
from bot.messenger import TeamsOutbox
from bot.nudging import TeamsMessenger, way_of
from bot.replies import apology
from bot.role_groups import RoleGroups
from bot.settings import Settings
from bot.web import Web
from bot.worker import Worker
from dialogs.errands import Errands
from dialogs.gaps import Report
from dialogs.profiles import Profiles
from dialogs.roles import Roles, no_groups
from dialogs.rollout import Rollout
from dialogs.services import Services
from knowledge.answering import Answerer
from knowledge.article import ArticleFaults
from knowledge.cache import Cache
from knowledge.company import Company, read_company
from knowledge.delivery import Ages, Deliveries
from knowledge.embeddings import Vectors
from knowledge.examples import examples
from knowledge.feedback import Feedback
from knowledge.helpdesk import Helpdesk
from knowledge.library import load_library
from knowledge.live import Refresher
from knowledge.promotion import Promotions
from knowledge.review import Reviews
from knowledge.search import Search
from store.containers import PEOPLE
from store.later import Later
from store.opening import open_store
from store.port import Store, StoreError
from waves.budget import Budget
from waves.candidates import Sources
from waves.claim import Claims
from waves.contact import Contacts
from waves.directory import Directory
from waves.nudges import Nudges
from waves.planner import Planner
from waves.sender import Parts, Sender
from waves.waves import Waves

_log = logging.getLogger("app")

_FAREWELL_SECONDS = 10
"""How long turns that have begun may take once the bot is told to stop."""


def now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


def compose(
    settings: Settings,
    answerer: Answerer,
    store: Store,
    later: Later,
    connector: Connector,
    refresher: Refresher,
    vectors: Vectors | None = None,
    groups: RoleGroups | None = None,
    directory: Directory | None = None,
) -> Web:
    """Put the bot together."""
    outbox = TeamsOutbox(connector, answerer, now)
    deliveries = Deliveries(store, now, outbox, Ages(hours=settings.review_hours))
    worker = Worker(deliveries)
    report = Report(store)
    contacts = Contacts(store, now)
    messenger = TeamsMessenger(connector, way_of(settings), directory if settings.teams_app_id else None)
    board = TeamsBoard(connector)
    sender = _sender(settings, store, messenger, board, directory)
    downloads, errands = Downloads(local=settings.local), Errands()
    rollout = Rollout(
        store=store,
        waves=Waves(store, now),
        errands=errands,
        kick=sender.kick,
        try_nudge=partial(messenger.send, permit=_at_once, test=True),
        post=board.post,
        board=board,
        fetch=downloads.fetch,
    )
    services = Services(
        answerer=answerer,
        feedback=Feedback(store, now),
        reviews=Reviews(store, now),
        profiles=Profiles(store, contacts),
        contacts=contacts,
        nudges=Nudges(store, now),
        later=later,
        vectors=vectors,
        helpdesk=Helpdesk(store, now),
        deliveries=deliveries,
        promotions=Promotions(store, now),
        refresher=refresher,
        roles=_roles(settings, groups),
        rollout=rollout,
        gaps=lambda turn, language: report.reply(turn.at, language, answerer.library),
        kick=worker.kick,
    )
    bot = EnrollmentBot(
        services,
        now,
        thumbs=settings.teams_thumbs,
        observe=messenger.observe,
        arrived=Members(connector, services).ask,
    )

    async def ready() -> None:
        await store.get(PEOPLE.name, "ready", "ready")

    return Web(
        adapter=TeamsAdapter(connector, apology),
        callback=bot.on_turn,
        tokens=_tokens(settings),
        ready=ready,
        background=(worker, sender, errands, downloads),
    )


async def _at_once() -> None:
    """Permit a request without regard to the pace: tests are few."""


def _sender(
    settings: Settings, store: Store, messenger: TeamsMessenger, board: TeamsBoard, directory: Directory | None
) -> Sender:
    """Put together what sends waves."""
    instance, waves, contacts = token_hex(8), Waves(store, now), Contacts(store, now)
    claims = Claims(store, now, instance)
    sources = Sources(store=store, contacts=contacts, directory=directory)
    parts = Parts(
        store=store,
        clock=now,
        waves=waves,
        planner=Planner(store, now, waves, sources, messenger.can_reach, claims),
        claims=claims,
        contacts=contacts,
        messenger=messenger,
        budget=Budget(store, now, settings.requests_per_second),
        board=board,
    )
    return Sender(parts, owner=instance)


def _tokens(settings: Settings) -> TokenCheck | None:
    if settings.microsoft_app_id is None:
        return None
    return TokenCheck(
        app_id=settings.microsoft_app_id,
        issuer=settings.token_issuer,
        metadata_url=settings.open_id_metadata_url,
        clock=time.monotonic,
    )


def _roles(settings: Settings, groups: RoleGroups | None) -> Roles:
    people_of = groups.people if groups else no_groups
    return Roles(coordinators=settings.coordinators, helpdesk=settings.helpdesk, people_of=people_of)


def _graph(settings: Settings) -> GraphDirectory | None:
    if settings.graph_url is None:
        return None
    credentials = (
        NoCredentials()
        if settings.local
        else EntraCredentials(settings, time.monotonic, scope=settings.graph_scope, authority=settings.graph_authority)
    )
    pacer = Pacer(INSTALLS_A_SECOND, time.monotonic)
    return GraphDirectory(GraphRequests(settings.graph_url, credentials), pacer, app=settings.teams_app_id)


def _embedder(settings: Settings) -> AzureEmbedder | None:
    if settings.embeddings_url is None or settings.embeddings_key is None:
        return None
    return AzureEmbedder(settings.embeddings_url, settings.embeddings_key.get_secret_value())


def _company(settings: Settings) -> Company:
    """Read the company's facts; a bot that was given none sends people to the helpdesk for them."""
    if settings.company_file.exists():
        return read_company(settings.company_file)
    _log.warning(
        "there is no %s: people are sent to the helpdesk for what only the company knows", settings.company_file
    )
    return Company(facts={})


async def serve(settings: Settings) -> None:
    """Serve until told to stop."""
    cache = Cache(settings.search_cache)
    files, company = load_library(), _company(settings)
    library = files.filled(company)
    answerer = Answerer(library, Search(cache.index(examples(library))))
    key = settings.cosmos_key.get_secret_value() if settings.cosmos_key else None
    store = open_store(settings.store_url, now, key=key)
    later = Later(time.monotonic)
    connector = Connector(NoCredentials() if settings.local else EntraCredentials(settings, time.monotonic))
    embedder = _embedder(settings)
    vectors = Vectors(embedder, cache, time.monotonic) if embedder else None
    refresher = Refresher(answerer, Promotions(store, now), cache, files=files, company=company, vectors=vectors)
    graph = _graph(settings)
    groups = RoleGroups(graph.member_ids, settings.coordinators | settings.helpdesk) if graph else None
    composed = compose(settings, answerer, store, later, connector, refresher, vectors, groups, graph)
    application = composed.application()
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=_FAREWELL_SECONDS)
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    try:
        await runner.setup()
        await web.TCPSite(runner, settings.address, settings.port).start()
        mode = " in local mode: no token check, this machine only" if settings.local else ""
        running = [asyncio.create_task(each) for each in (refresher.run(), *([groups.run()] if groups else []))]
        _log.info("listening on %s%s", runner.addresses[0][:2], mode)
        gc.freeze()
        gc.enable()
        await stop.wait()
        for each in running:
            each.cancel()
    finally:
        await runner.cleanup()
        await connector.close()
        if embedder:
            await embedder.close()
        if graph:
            await graph.close()
        await later.close()
        await store.close()


def main() -> int:
    """Start the bot; return the exit code."""
    try:
        settings = Settings()
    except ValidationError as error:
        for each in error.errors(include_url=False, include_input=False):
            print(
                f"settings: {'.'.join(map(str, each['loc']))} {each['msg']}".replace(" Value error,", ""),
                file=sys.stderr,
            )
        return 2
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("azure").setLevel(logging.WARNING)  # it logs every request, with the ids of people in it
    if settings.local and settings.host not in {None, settings.address}:
        _log.warning("HOST is ignored: without MicrosoftAppId the bot listens on %s only", settings.address)
    try:
        asyncio.run(serve(settings))
    except ArticleFaults as error:
        print(f"the bot does not start with broken articles:\n{error}", file=sys.stderr)
        return 1
    except (StoreError, OSError, ValueError) as error:
        print(f"the bot cannot start: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
