"""`python -m waves plan`: what a draft is made of, changed and shown."""

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from waves import editing_values as values
from waves.describing import describe, describe_plan
from waves.importing import draft
from waves.templates import TEMPLATES
from waves.terminal import CannotDo, Terminal, add_store, now, opened, seen, tidy_name
from waves.wave import Audience, Goal, Kind, Source, Wave

_LISTS = ("departments", "sites", "platforms", "languages", "without_waves")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = "Change what a draft is made of, and show it; one is made if there is none of that name."
    parser.epilog = 'What can be given several times replaces what there was; "" takes it away.'
    parser.add_argument("name", metavar="NAME", help="the wave")
    _add_message(parser)
    _add_times(parser)
    _add_audience(parser)
    add_store(parser)
    parser.set_defaults(run=run)


def _add_message(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", type=values.kind, metavar="KIND", help=", ".join(Kind))
    parser.add_argument("--sponsor", type=values.sponsor, metavar='"NAME, TITLE"', help="who signs")
    for language in ("en", "sv"):
        parser.add_argument(f"--message-{language}", type=values.text_file, metavar="FILE", help="the words, as UTF-8")
    parser.add_argument("--tester", type=values.person, action="append", metavar="UPN", help="gets it when it is tried")


def _add_times(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--at", type=values.clock_time, metavar='"YYYY-MM-DD HH:MM"', help="when it is sent, or: now")
    parser.add_argument("--zone", type=values.zone, metavar="ZONE", help="by clocks there, such as Europe/Stockholm")
    parser.add_argument("--goal", type=values.percent, metavar="PERCENT", help="how many are to be enrolled")
    parser.add_argument("--by", type=values.day, metavar="YYYY-MM-DD", help="by the end of which day")
    parser.add_argument("--quiet", type=values.quiet, metavar="HH:MM-HH:MM", help="when nobody is nudged, or: none")


def _add_audience(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--everyone", action="store_true", help="everybody who has the bot")
    source.add_argument("--group", type=values.group, metavar="ID", help="the people of an Entra group")
    for name in ("department", "site"):
        parser.add_argument(f"--{name}", dest=f"{name}s", type=values.word, action="append", help="only these")
    parser.add_argument("--platform", dest="platforms", type=values.platform, action="append", help="only these")
    parser.add_argument(
        "--language", dest="languages", type=values.language, action="append", help="only these: en, sv"
    )
    parser.add_argument(
        "--without-wave", dest="without_waves", type=values.wave, action="append", metavar="NAME", help="not its people"
    )
    parser.add_argument("--guests", action=argparse.BooleanOptionalAction, help="with guests, or without")
    parser.add_argument("--enrolled", action=argparse.BooleanOptionalAction, help="with those enrolled, or without")


def run(options: argparse.Namespace) -> int:
    """Change a draft and show it; return the exit code."""
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    async with opened(options, anew=True) as terminal:
        wave = await terminal.waves.get(tidy_name(options.name))
        if wave is None or _gives_anything(options):
            wave = await draft(terminal, options.name)
        await _check_waves(terminal, wave, options.without_waves or ())
        fields = changed(wave, options)
        if fields:
            wave = await terminal.waves.edit(seen(wave), terminal.who, **fields)
    for line in (*describe(wave), "", *describe_plan(wave)):
        print(line)
    return 0


def _gives_anything(options: argparse.Namespace) -> bool:
    apart = {"name", "store", "key_file", "key", "run"}
    return any(value is not None and value is not False for name, value in vars(options).items() if name not in apart)


async def _check_waves(terminal: Terminal, wave: Wave, names: Sequence[str]) -> None:
    for name in filter(None, names):
        if name == wave.name:
            raise CannotDo(f"{name} cannot leave out its own people. Name an earlier wave.")
        await terminal.wave(name)


def changed(wave: Wave, options: argparse.Namespace) -> dict[str, Any]:
    """Give the fields of a wave that become others. Raises `ValueError`."""
    wanted: dict[str, Any] = {
        "kind": options.kind,
        "sponsor": options.sponsor,
        "texts": _texts(wave, options),
        "goal": _goal(wave, options),
        "testers": None if options.tester is None else _words(options.tester),
        "audience": _audience(wave.audience, options),
        **_times(wave, options),
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    if options.at == values.NONE:
        given["starts_at"] = None
    if options.quiet == values.NONE:
        given["quiet"] = None
    return {name: value for name, value in given.items() if value != getattr(wave, name)}


def _texts(wave: Wave, options: argparse.Namespace) -> dict[str, str]:
    """Take new words; those of a template become the template of the new kind."""
    is_template = dict(wave.texts) == dict(TEMPLATES[wave.kind]) or not wave.texts
    texts = dict(TEMPLATES[options.kind]) if options.kind and is_template else dict(wave.texts)
    given = {"en": options.message_en, "sv": options.message_sv}
    return texts | {language: text for language, text in given.items() if text}


def _goal(wave: Wave, options: argparse.Namespace) -> Goal | None:
    percent = options.goal or (wave.goal.percent if wave.goal else None)
    by = options.by or (wave.goal.by if wave.goal else None)
    if (options.goal or options.by) and not (percent and by):
        raise ValueError("A goal is a share and a day: --goal PERCENT --by YYYY-MM-DD")
    return Goal(percent=percent, by=by) if percent and by else None


def _times(wave: Wave, options: argparse.Namespace) -> dict[str, Any]:
    """Give time zone, start and quiet hours. A new zone alone keeps the time on its clocks."""
    zone = options.zone or wave.zone
    clock = options.at
    if clock is None and options.zone and wave.starts_at:
        clock = values.on_clocks(wave.starts_at, wave.zone)
    times: dict[str, Any] = {"zone": zone, "quiet": None if options.quiet == values.NONE else options.quiet}
    if clock is not None and clock != values.NONE:
        times["starts_at"] = values.moment(clock, zone, now())
    return times


def _audience(audience: Audience, options: argparse.Namespace) -> Audience:
    lists = {name: _words(given) for name in _LISTS if (given := getattr(options, name)) is not None}
    if options.guests is not None:
        audience = replace(audience, without_guests=not options.guests)
    if options.enrolled is not None:
        audience = replace(audience, without_enrolled=not options.enrolled)
    if options.everyone:
        audience = replace(audience, source=Source.EVERYONE, group="")
    if options.group:
        audience = replace(audience, source=Source.GROUP, group=options.group)
    return replace(audience, **lists)


def _words(given: Sequence[str]) -> tuple[str, ...]:
    """Take each once; an empty one only takes away what there was."""
    return tuple(dict.fromkeys(filter(None, given)))
