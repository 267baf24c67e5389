"""Waves as coordinators see them: one of every card."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from cards.texts import Texts
from cards.verbs import Verb
from cards.wave import draft_card, sure_card, waves_card
from cards.wave_editor import new_card, what_card, when_card, who_card
from cards.wave_file import file_card
from cards.wave_plan import plan_card
from cards.wave_progress import progress_card
from cards.wave_send import blocked_card, confirm_card, started_card, tested_card, wave_preview_card
from cards.wave_split import creating_card, parts_card, split_card
from dialogs.wave_typed import what_typed, when_typed, who_typed
from dialogs.wave_words import hints, stops
from waves.audience import LeftOut
from waves.delivery import Outcome
from waves.people_file import Listed
from waves.people_notice import Notice, Told
from waves.progress import Progress
from waves.split import By, Split, parts
from waves.templates import TEMPLATES
from waves.uploads import Upload
from waves.wave import (
    Audience,
    Goal,
    Kind,
    PeopleList,
    Plan,
    PlanState,
    Quiet,
    Source,
    Sponsor,
    State,
    Step,
    Wave,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NINE = datetime(2026, 12, 1, 8, tzinfo=UTC)
START = date(2026, 12, 1)
STEP = Step(at=NOON.isoformat(), person="maja", name="Maja Lindqvist", what="created")

NEW = Wave(
    name="Stockholm week 49",
    state=State.DRAFT,
    version=1,
    kind=Kind.INVITATION,
    audience=Audience(source=Source.FILE),
    history=(STEP,),
)

PLAN = Plan(
    id="0011223344556677",
    state=PlanState.READY,
    at=NOON.isoformat(),
    recipients=1234,
    left_out={LeftOut.GUEST: 12, LeftOut.UNREACHABLE: 40, LeftOut.UNKNOWN: 3},
    reached_by={"chat": 1000, "new": 234},
    languages={"sv": 900, "en": 334},
    platforms={"ios": 700, "windows": 300, "": 234},
    sample=("Åsa_Öberg", "Omar Haddad", "Priya Raman", "Jonas Weber"),
    left_out_sample=(("ann_x.com#EXT#@contoso.com", LeftOut.GUEST), ("typo@contoso.com", LeftOut.UNKNOWN)),
    chunks=3,
)

PLANNED = replace(
    NEW,
    version=5,
    audience=Audience(source=Source.FILE, departments=("Sales", "Finance", "Legal", "IT"), platforms=("ios",)),
    sponsor=Sponsor(name="Anna Berg", title="CIO"),
    starts_at=NINE,
    texts=TEMPLATES[Kind.INVITATION],
    goal=Goal(percent=80, by=date(2026, 12, 15)),
    quiet=Quiet(start=time(18), end=time(8)),
    testers=("omar.haddad@contoso.com",),
    people=PeopleList(id="0011", people=1289, chunks=2, at=NOON.isoformat()),
    plan=PLAN,
)

SENDING = replace(PLANNED, state=State.SENDING, version=7, plan=replace(PLAN, state=PlanState.WRITTEN))
HALF = Progress(
    counts={
        Outcome.PENDING: 700,
        Outcome.SENDING: 10,
        Outcome.THROTTLED: 24,
        Outcome.SENT: 480,
        Outcome.NOT_INSTALLED: 12,
        Outcome.UNKNOWN: 3,
        Outcome.UNCERTAIN: 5,
    },
    per_second=24.9,
    ends_at=NINE,
)

PEOPLE = [
    Listed(key=f"{number:036}", upn=f"p{number}@contoso.com", site=site)
    for number, site in enumerate(["Stockholm"] * 500 + ["Göteborg"] * 200 + [""] * 30)
]

UPLOAD = Upload(
    id="0" * 32,
    person="maja",
    name="people_week_49.csv",
    people=1287,
    lines=1290,
    notices=(
        Notice(kind=Told.DOUBLE, count=2, lines=(17, 203)),
        Notice(kind=Told.BAD_ID, count=1, lines=(9,)),
        Notice(kind=Told.PLATFORM, count=30, lines=(2, 3, 4, 5, 6)),
        Notice(kind=Told.SEMICOLONS, count=1, lines=(1,)),
    ),
)


def wave_samples(texts: Texts) -> Iterator[tuple[str, dict[str, Any]]]:
    """Make each card."""
    yield from _planning(texts)
    yield from _sending(texts)


def _planning(texts: Texts) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "waves-none", waves_card([], {}, None, texts)
    yield "waves", waves_card([SENDING, PLANNED, NEW], {SENDING.name: HALF}, 1, texts)
    yield "wave-new", new_card({"name": "Stockholm"}, ["…"], texts)
    yield "wave-draft-new", draft_card(NEW, stops(NEW, texts), texts)
    yield "wave-draft", draft_card(PLANNED, hints(PLANNED, texts), texts, notice="✅")
    yield "wave-who", who_card(PLANNED, who_typed(PLANNED), ["Pilot", "Göteborg"], [], texts)
    yield "wave-what", what_card(NEW, what_typed(NEW), [], texts)
    yield "wave-when", when_card(PLANNED, when_typed(PLANNED), [], texts)
    yield "wave-file", file_card(UPLOAD, [NEW.name, "Göteborg"], [], texts)
    wanted = replace(PLANNED, plan=Plan(id="1", state=PlanState.WANTED, at=NOON.isoformat(), read=4500))
    failed = replace(PLANNED, plan=Plan(id="1", state=PlanState.FAILED, at=NOON.isoformat(), fault="no_list"))
    for name, wave in (("wanted", wanted), ("failed", failed), ("ready", PLANNED)):
        assert wave.plan
        yield f"wave-plan-{name}", plan_card(wave, wave.plan, texts)
    typed = {"by": "site", "people": "200", "start": "2026-12-01", "first": "p1@contoso.com"}
    yield "wave-split", split_card(PLANNED, typed, [], texts)
    split = Split(
        name="Sverige",
        by=By.SITE,
        start=date(2026, 12, 1),
        a_week=200,
        first=frozenset({"p1@contoso.com"}),
        rest=texts("others"),
    )
    yield "wave-parts", parts_card(PLANNED, typed, parts(PEOPLE, split), texts)
    yield "wave-parts-counting", parts_card(PLANNED, typed, None, texts)
    yield "wave-parts-creating", creating_card(PLANNED, typed, texts)


def _sending(texts: Texts) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "wave-preview", wave_preview_card(PLANNED, ["en", "sv"], [], hints(PLANNED, texts), texts)
    results = {"Maja Lindqvist": Outcome.SENT, "Omar Haddad": Outcome.NOT_INSTALLED, "bo@contoso.com": None}
    yield "wave-tested", tested_card(PLANNED, "1", results, texts)
    yield "wave-testing", tested_card(PLANNED, "1", None, texts)
    yield "wave-blocked", blocked_card(NEW, stops(NEW, texts), texts)
    yield "wave-confirm", confirm_card(PLANNED, PLAN, hints(PLANNED, texts), NOON, texts, at_once=False)
    yield "wave-confirm-now", confirm_card(PLANNED, PLAN, [], NOON, texts, at_once=True)
    yield "wave-started", started_card(PLANNED, "…", texts)
    yield "wave-sure", sure_card(PLANNED, "?", "!", Verb.WAVE_CANCEL, texts)
    plain = Progress(counts={Outcome.PENDING: 1234})
    yield "wave-scheduled", progress_card(replace(PLANNED, state=State.SCHEDULED), plain, texts)
    yield "wave-sending", progress_card(SENDING, HALF, texts)
    yield "wave-sending-live", progress_card(SENDING, HALF, texts, live=True)
    yield "wave-paused", progress_card(replace(SENDING, state=State.PAUSED), HALF, texts)
    sent = Progress(counts={Outcome.SENT: 1200, Outcome.NOT_INSTALLED: 29, Outcome.UNCERTAIN: 5})
    yield "wave-sent", progress_card(replace(SENDING, state=State.SENT), sent, texts)
    cancelled = Progress(counts={Outcome.SENT: 480, Outcome.CANCELLED: 754})
    yield "wave-cancelled", progress_card(replace(SENDING, state=State.CANCELLED), cancelled, texts)
    yield "wave-closed", progress_card(replace(SENDING, state=State.CLOSED), sent, texts)
