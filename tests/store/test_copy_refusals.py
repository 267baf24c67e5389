"""Moving house: what is newer in the new store is not overwritten, and what did not arrive is found."""

from dataclasses import replace
from functools import partial

from store.journal import Standing
from tests.store.around import Around
from tests.store.databases import fill, read
from tests.store.house import House, at, furnish, refurnish, rewrite, unlike


async def test_what_is_newer_in_to_is_left_alone_and_told(house: House) -> None:
    await furnish(house.source)
    await house.copy()
    await rewrite(house.target, "1")
    newer = await read(house.target, "1")

    checked = await house.copy()

    assert unlike(checked) == {Standing.NEWER: ["1"]}
    assert [each.same for each in checked] == [False, True]
    assert await read(house.target, "1") == newer


async def test_what_changed_on_both_sides_is_left_alone_and_told(house: House) -> None:
    await furnish(house.source)
    await house.copy()
    await rewrite(house.target, "1")
    await refurnish(house.source)

    assert unlike(await house.copy()) == {Standing.NEWER: ["1"]}
    assert (await read(house.target, "1")).body == {"text": "a rival's, at write 0"}
    assert (await read(house.target, "1", partition="q")).body == {"n": 2}


async def test_what_somebody_else_wrote_to_to_is_left_alone_and_told(house: House) -> None:
    await fill(house.source, {"1": {"n": 1}, "2": {"n": 2}})
    await fill(house.target, {"2": {"n": 3}, "3": {"n": 3}})

    assert unlike(await house.copy()) == {Standing.NEWER: ["2"], Standing.EXTRA: ["3"]}
    assert (await read(house.target, "1")).body == {"n": 1}
    assert (await read(house.target, "2")).body == {"n": 3}


async def test_what_was_removed_from_from_but_is_newer_in_to_stays(house: House) -> None:
    await furnish(house.source)
    await house.copy()
    await house.source.remove(await read(house.source, "1"))
    await rewrite(house.target, "1")

    assert unlike(await house.copy()) == {Standing.EXTRA: ["1"]}


async def test_what_was_the_same_before_the_first_copy_follows_too(house: House) -> None:
    await fill(house.source, {"1": {"n": 1}})
    await fill(house.target, {"1": {"n": 1.0}})
    assert unlike(await house.copy()) == {}
    await house.source.replace(replace(await read(house.source), body={"n": 2}))

    assert unlike(await house.copy()) == {}
    assert (await read(house.target)).body == {"n": 2}


async def test_without_its_journal_a_copy_overwrites_nothing(house: House) -> None:
    await furnish(house.source)
    await house.copy()
    house.lose_journal()
    await house.source.replace(replace(await read(house.source, "1"), body={"n": 2}))

    assert unlike(await house.copy()) == {Standing.NEWER: ["1"]}
    assert (await read(house.target, "1")).body == {"n": 1}


async def test_a_rival_who_is_faster_is_left_alone_and_the_rest_arrives(house: House) -> None:
    await fill(house.source, {"1": {}, "2": {}, "3": {}})
    target = Around(house.target, before=at(1, partial(rewrite, house.target, "2")))

    assert unlike(await house.copy(target=target)) == {Standing.NEWER: ["2"]}
    assert (await read(house.target, "2")).body == {"text": "a rival's, at write 1"}
    assert (await read(house.target, "3")).body == {}


async def test_a_record_that_arrives_damaged_is_found(house: House) -> None:
    await fill(house.source, {"1": {}, "2": {}})
    target = Around(house.target, after=partial(rewrite, house.target, "2"))

    notes, _ = await house.copy(target=target)

    assert unlike([notes]) == {Standing.NEWER: ["2"]}
    assert not notes.same
    assert notes.source.count == notes.target.count
    assert notes.source.checksum != notes.target.checksum


async def test_a_record_that_is_lost_on_the_way_is_found_and_copied_the_next_time(house: House) -> None:
    await fill(house.source, {"1": {}, "2": {}})

    async def lose(_: int) -> None:
        await house.target.remove(await read(house.target, "2"))

    assert unlike(await house.copy(target=Around(house.target, after=lose))) == {Standing.MISSING: ["2"]}
    assert unlike(await house.copy()) == {}


async def test_what_from_changes_during_a_copy_is_found(house: House) -> None:
    await fill(house.source, {"1": {}, "2": {}})
    target = Around(house.target, after=partial(rewrite, house.source, "2"))

    assert unlike(await house.copy(target=target)) == {Standing.OUTDATED: ["2"]}
    assert unlike(await house.copy()) == {}
