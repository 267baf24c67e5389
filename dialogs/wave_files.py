"""A coordinator sends a list of people as a file: it is read in the background, then asked what it is for."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cards.ask import notice_card
from cards.texts import Texts
from cards.wave import people as count_people
from cards.wave_file import NEW, bad_file_words, file_card
from dialogs.person import Turn
from dialogs.reply import Reply
from dialogs.rollout import DownloadFailed
from dialogs.services import Services
from dialogs.wave_words import beaten, name_from, name_rule, texts_of, who
from dialogs.waves import shown
from store.port import Unavailable
from waves.people_fault import BadPeopleFile
from waves.people_file import PeopleFile, read_people_file
from waves.people_lists import keep_list
from waves.uploads import Upload, find_upload, keep_upload, read_upload
from waves.wave import Source, State, Wave
from waves.waves import NameTaken, NotNow, Seen, WaveChanged


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """A file that was sent to the chat: its name, and the address at which it is for some minutes."""

    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Use:
    """What a file is for: a wave by name, or a new one; as those who are nudged, or those who are not."""

    upload: str
    wave: str
    name: str
    without: bool


async def received(file: SentFile, turn: Turn, services: Services) -> Reply | None:
    """Read a coordinator's file in the background, and ask then what it is for; `None` for anybody else's."""
    if turn.person.chat is None or not services.roles.is_coordinator(turn.person):
        return None
    texts = texts_of(turn)
    errands = services.rollout.errands
    errands.begin(("file", turn.id), lambda: _read(file, turn, services))
    return Reply(text=texts("📄 I'm reading your list. It takes a moment."))


async def _read(file: SentFile, turn: Turn, services: Services) -> None:
    rollout, texts = services.rollout, texts_of(turn)
    try:
        card = await _card(file, turn, services)
    except DownloadFailed as error:
        card = notice_card(_not_had(error, texts))
    except BadPeopleFile as error:
        card = notice_card(bad_file_words(error, texts))
    except Unavailable:
        card = notice_card(texts("I can't reach my database right now. Please send the file again in a moment."))
    await rollout.post(turn.conversation, card)


async def _card(file: SentFile, turn: Turn, services: Services) -> dict[str, Any]:
    with await services.rollout.fetch(file.url) as content:
        people: PeopleFile = await asyncio.to_thread(read_people_file, content)
    upload = await keep_upload(services.rollout.store, people, person=turn.person.id, name=file.name)
    return file_card(upload, await _drafts(services), (), texts_of(turn))


async def use(wanted: Use, turn: Turn, services: Services) -> Reply:
    """Give a file's people to a wave."""
    rollout, texts = services.rollout, texts_of(turn)
    upload = await find_upload(rollout.store, wanted.upload)
    if upload is None or upload.person != turn.person.id:
        text = texts("I no longer have this file. Please send it again.")
        return Reply(text=text, card=notice_card(text))
    done = await rollout.errands.within(("use", wanted), lambda: _use(upload, wanted, turn, services))
    if done is None:
        return await _again(upload, texts("I'm still writing it down. Press again in a moment."), turn, services)
    return done


async def _use(upload: Upload, wanted: Use, turn: Turn, services: Services) -> Reply:
    wave = await _wave(wanted, turn, services)
    if isinstance(wave, str):
        return await _again(upload, wave, turn, services)
    if wave.state is not State.DRAFT:
        return await shown(wave, turn, services)
    return await _take(upload, wave, wanted, turn, services)


async def _take(upload: Upload, wave: Wave, wanted: Use, turn: Turn, services: Services) -> Reply:
    rollout, texts = services.rollout, texts_of(turn)
    notices = {each.kind.value: each.count for each in upload.notices}
    kept = await keep_list(rollout.store, wave.name, await read_upload(rollout.store, upload), notices, turn.at)
    fields: Mapping[str, Any] = {"without_people": kept}
    if not wanted.without:
        fields = {"people": kept, "audience": replace(wave.audience, source=Source.FILE)}
    try:
        saved = await rollout.waves.edit(Seen(name=wave.name, version=wave.version), who(turn), **fields, plan=None)
    except WaveChanged as changed:
        return await shown(changed.wave, turn, services, notice=beaten(changed.wave, turn))
    except NotNow as error:
        return await shown(error.wave, turn, services)
    return await shown(
        saved, turn, services, notice=texts("✅ {people} taken over", people=count_people(kept.people, texts))
    )


async def _wave(wanted: Use, turn: Turn, services: Services) -> Wave | str:
    """Find the wave, or make it; or say why not."""
    texts, waves = texts_of(turn), services.rollout.waves
    if wanted.wave != NEW:
        return await waves.get(wanted.wave) or texts("This wave is no longer here.")
    name = name_from(wanted.name)
    if name is None:
        return name_rule(texts) if wanted.name else texts("Please name the new wave.")
    try:
        return await waves.create(name, who(turn))
    except NameTaken:
        there = await waves.get(name)
        ours = there and there.version == 1 and there.history[0].person == turn.person.id
        return there if there and ours else texts("There is a wave of this name already.")


async def _again(upload: Upload, fault: str, turn: Turn, services: Services) -> Reply:
    return Reply(text=fault, card=file_card(upload, await _drafts(services), (fault,), texts_of(turn)))


async def _drafts(services: Services) -> list[str]:
    """Name the drafts, the latest first."""
    drafts = [wave for wave in await services.rollout.waves.listed() if wave.state is State.DRAFT]
    return [wave.name for wave in sorted(drafts, key=lambda each: each.history[0].at, reverse=True)][:20]


def _not_had(error: DownloadFailed, texts: Texts) -> str:
    return {
        "host": texts("I take files only from Teams itself. Please send it again with the paper clip."),
        "size": texts("The file is larger than {limit} MB. Leave out columns, or make several files of it.").replace(
            "{limit}", "50"
        ),
    }.get(error.code, texts("I couldn't get the file. Please send it again in a moment."))
