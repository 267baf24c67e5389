"""Moving house: records expire in their new store when they would have in the old one."""

import pytest

from store.containers import DAY
from store.port import Conflict, Store
from tests.store.around import Around
from tests.store.databases import adding, fleeting, note
from tests.store.house import House, at, scanned, unlike


async def left(store: Store) -> dict[str, int | None]:
    """Tell what is left of every record's life."""
    return {record.id: record.ttl for record in await scanned(store)}


async def test_a_record_keeps_what_is_left_of_its_life(house: House) -> None:
    await house.source.add(fleeting("own", ttl=400 * DAY))
    await house.source.add(note("for ever"))
    await house.pass_time(397 * DAY)
    await house.source.add(fleeting("default"))

    assert unlike(await house.copy()) == {}

    # With room for a store that counts in whole seconds.
    assert await left(house.target) == {
        "own": pytest.approx(3 * DAY, abs=2),
        "default": pytest.approx(100, abs=2),
        "for ever": None,
    }
    await house.pass_time(3 * DAY + 3)
    assert await left(house.target) == {"for ever": None}


async def test_an_expired_record_is_not_revived(house: House) -> None:
    await house.source.commit(adding(fleeting("1"), fleeting("2", ttl=500)))
    await house.pass_time(102)

    assert unlike(await house.copy()) == {}
    assert list(await left(house.target)) == ["2"]


async def test_a_second_copy_prolongs_no_life(house: House) -> None:
    await house.source.add(fleeting("1", ttl=1000))
    await house.copy()
    await house.pass_time(400)
    target = Around(house.target)

    assert unlike(await house.copy(target=target)) == {}

    assert target.writes == 0
    assert await left(house.target) == {"1": pytest.approx(600, abs=2)}


async def test_a_life_that_began_anew_in_from_begins_anew_in_to(house: House) -> None:
    added = await house.source.add(fleeting("1", ttl=1000))
    await house.copy()
    await house.pass_time(400)
    await house.source.replace(added)

    assert unlike(await house.copy()) == {}
    assert await left(house.target) == {"1": pytest.approx(1000, abs=2)}


async def test_time_that_passes_before_a_write_is_taken_off(house: House) -> None:
    await house.source.commit(adding(fleeting("1", ttl=1000), fleeting("2", ttl=300)))

    async def refuse_late(_: int) -> None:
        await house.pass_time(400)
        raise Conflict("somebody was faster")

    assert unlike(await house.copy(target=Around(house.target, before=at(1, refuse_late)))) == {}
    assert await left(house.target) == {"1": pytest.approx(600, abs=2)}


async def test_a_record_about_to_expire_makes_no_difference(house: House) -> None:
    await house.source.commit(adding(fleeting("1"), fleeting("2", ttl=500)))
    await house.pass_time(70)

    async def lose(_: int) -> None:
        early = await house.target.get("fleeting", "p", "1")
        assert early
        await house.target.remove(early)

    _, checked = await house.copy(target=Around(house.target, after=lose))

    assert checked.same
    assert checked.source.count == 1
