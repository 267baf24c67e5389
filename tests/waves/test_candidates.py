"""Where people come from: a file, a group, everybody; read whole, or not at all."""

import pytest

from store.containers import WAVES
from tests.waves.office import CAROL, Office, chat_of, listed, people
from tests.waves.register import Register
from waves.audience import Candidate
from waves.candidates import SourceFailed, Sources
from waves.contact import Contact
from waves.directory import DirectoryFailed, Failure, Member, Throttled
from waves.wave import Source, Wave

GROUP = "11111111-0000-4000-8000-000000000001"
ANNA = Member(id="anna", upn="anna@contoso.test", name="Anna A", site="Lund")
BERT = Member(id="bert", upn="bert@contoso.test")


@pytest.fixture
def register(office: Office) -> Register:
    office.register = Register()
    return office.register


async def read(office: Office, wave: Wave) -> list[Candidate]:
    """Read the whole source of a wave."""
    sources = Sources(store=office.store, contacts=office.contacts, directory=office.register)
    return [candidate async for chunk in sources.candidates(wave) for candidate in chunk]


async def refusal(office: Office, wave: Wave) -> SourceFailed:
    """Read a source that cannot be read whole."""
    with pytest.raises(SourceFailed) as failed:
        await read(office, wave)
    return failed.value


async def test_everybody_is_whom_the_bot_has_met(office: Office) -> None:
    await office.meet(*people(1003), upn="somebody@contoso.test")
    wave = await office.draft(source=Source.EVERYONE)

    found = await read(office, wave)

    assert sorted(candidate.person for candidate in found) == people(1003)
    assert found[0].contact and found[0].contact.chat == chat_of(found[0].person)


async def test_everybody_of_a_bot_that_met_nobody_is_nobody(office: Office) -> None:
    assert await read(office, await office.draft(source=Source.EVERYONE)) == []


async def test_people_of_a_file_are_known_by_object_id_and_by_name(office: Office) -> None:
    await office.meet("anna")
    await office.meet("bert", upn="Bert@contoso.test")
    lines = [listed("anna"), listed("", upn="bert@contoso.test"), listed("", upn="nobody@contoso.test")]

    found = await read(office, await office.draft(lines))

    assert [candidate.person for candidate in found] == ["anna", "bert", ""]
    assert [candidate.named for candidate in found] == ["anna", "bert@contoso.test", "nobody@contoso.test"]
    assert [candidate.contact is not None for candidate in found] == [True, True, False]
    assert [candidate.listed for candidate in found] == lines


async def test_without_a_directory_an_object_id_is_taken_as_it_is(office: Office) -> None:
    (found,) = await read(office, await office.draft([listed("stranger")]))

    assert (found.person, found.contact, found.member) == ("stranger", None, None)


async def test_the_directory_is_asked_for_those_whom_the_bot_has_not_met(office: Office, register: Register) -> None:
    register.add(ANNA, BERT)
    await office.meet("bert")
    lines = [listed("", upn="anna@contoso.test"), listed("bert"), listed("", upn="nobody@contoso.test")]

    found = await read(office, await office.draft(lines))

    assert register.looked_up == ["anna@contoso.test", "nobody@contoso.test"]
    assert [candidate.person for candidate in found] == ["anna", "bert", ""]
    assert found[0].member == ANNA


async def test_an_object_id_that_the_directory_does_not_know_is_nobody(office: Office, register: Register) -> None:
    register.add(ANNA)

    (found,) = await read(office, await office.draft([listed("left-last-year")]))

    assert (found.person, found.named) == ("", "left-last-year")


async def test_somebody_whom_the_bot_met_under_another_name_is_recognised(office: Office, register: Register) -> None:
    register.add(ANNA)
    await office.meet("anna", upn="anna@old.test")

    (found,) = await read(office, await office.draft([listed("", upn="anna@contoso.test")]))

    assert found.contact and found.contact.chat == chat_of("anna")


async def test_a_file_longer_than_a_part_is_read_in_order(office: Office) -> None:
    found = await read(office, await office.draft(map(listed, people(2001))))

    assert [candidate.person for candidate in found] == people(2001)


async def test_members_of_a_group_bring_what_the_bot_knows(office: Office, register: Register) -> None:
    register.add(ANNA, *(Member(id=each, upn=f"{each}@contoso.test") for each in people(1000)), group=GROUP)
    await office.meet("anna", platform="ios")

    found = await read(office, await office.draft(source=Source.GROUP, group=GROUP))

    assert [candidate.person for candidate in found] == ["anna", *people(1000)]
    assert found[0].member == ANNA
    assert found[0].contact == Contact(person="anna", name="Anna", chat=chat_of("anna"), platform="ios")
    assert found[1].named == "person-00000@contoso.test"


async def test_a_group_needs_a_directory(office: Office) -> None:
    assert (await refusal(office, await office.draft(source=Source.GROUP, group=GROUP))).code == "no_directory"


async def test_a_wave_for_a_file_that_was_not_imported_says_so(office: Office) -> None:
    wave = await office.waves.create("Week 2", CAROL)

    assert (await refusal(office, wave)).code == "no_list"


@pytest.mark.parametrize("part", [0, 1])
async def test_a_file_of_which_a_part_is_gone_is_not_read_in_part(office: Office, part: int) -> None:
    wave = await office.draft(map(listed, people(1001)))
    assert wave.people
    record = await office.store.get(WAVES.name, f"people|{wave.name}|{wave.people.id}", f"{part:06}")
    assert record
    await office.store.remove(record)

    assert (await refusal(office, wave)).code == "list_broken"


@pytest.mark.parametrize("after", [0, 1, 700, 1000])
@pytest.mark.parametrize(
    ("failure", "detail"),
    [
        (DirectoryFailed(Failure.FORBIDDEN, "grant GroupMember.Read.All"), "forbidden: grant GroupMember.Read.All"),
        (Throttled(30), "throttled for 30 s"),
    ],
)
async def test_a_group_that_breaks_off_says_so(
    office: Office, register: Register, after: int, failure: Exception, detail: str
) -> None:
    register.add(*(Member(id=each, upn=each) for each in people(1000)), group=GROUP)
    register.breaks_after, register.failure = after, failure

    failed = await refusal(office, await office.draft(source=Source.GROUP, group=GROUP))

    assert (failed.code, failed.detail) == ("directory", detail)


async def test_a_file_whose_people_cannot_all_be_looked_up_says_so(office: Office, register: Register) -> None:
    register.breaks_after = 1

    assert (await refusal(office, await office.draft(map(listed, people(1001))))).code == "directory"
