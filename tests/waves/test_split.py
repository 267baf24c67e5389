"""A large audience in several waves."""

from datetime import date, timedelta

import pytest

from waves.people_file import Listed
from waves.split import MOST_PARTS, By, Part, Split, TooManyParts, parts
from waves.wave import may_be_name

START = date(2026, 12, 1)


def person(number: int, *, site: str = "", department: str = "") -> Listed:
    return Listed(key=f"id-{number}", upn=f"p{number}@contoso.test", site=site, department=department)


def split(by: By = By.WEEK, *, a_week: int = 2, name: str = "Sverige", first: frozenset[str] = frozenset()) -> Split:
    return Split(name=name, by=by, start=START, a_week=a_week, first=first)


def outline(found: list[Part]) -> list[tuple[str, int, int]]:
    return [(part.name, (part.day - START) // timedelta(days=7), len(part.people)) for part in found]


def test_so_many_people_a_week_each_in_one_part_in_their_order() -> None:
    people = [person(number) for number in range(5)]

    found = parts(people, split())

    assert outline(found) == [("Sverige 1", 0, 2), ("Sverige 2", 1, 2), ("Sverige 3", 2, 1)]
    assert [each for part in found for each in part.people] == people


def test_pilots_come_a_week_before_all_others() -> None:
    people = [person(number) for number in range(4)]

    found = parts(people, split(a_week=9, first=frozenset({"p3@contoso.test", "id-1", "stranger@contoso.test"})))

    assert outline(found) == [("Sverige pilot", 0, 2), ("Sverige 1", 1, 2)]
    assert [each.key for each in found[0].people] == ["id-1", "id-3"]


@pytest.mark.parametrize("by", [By.SITE, By.DEPARTMENT])
def test_small_places_come_first_and_those_without_one_last(by: By) -> None:
    places = ["Lund", "Umeå", "lund", "", "Umeå", "Umeå"]
    people = [person(number, **{by.value: place}) for number, place in enumerate(places)]

    assert outline(parts(people, split(by))) == [
        ("Sverige Lund", 0, 2),
        ("Sverige Umeå", 1, 3),
        ("Sverige others", 2, 1),
    ]


def test_names_are_such_as_waves_may_have_and_each_is_given_once() -> None:
    places = ["R&D / Lab", "R&D | Lab", "***", "x" * 100]
    people = [person(number, site=place) for number, place in enumerate(places)]

    names = [part.name for part in parts(people, split(By.SITE, name="n" * 60))]

    assert all(may_be_name(name) for name in names)
    assert len({name.casefold() for name in names}) == len(places)


def test_more_waves_than_a_year_has_weeks_are_too_many() -> None:
    people = [person(number) for number in range(MOST_PARTS + 1)]

    with pytest.raises(TooManyParts) as refused:
        parts(people, split(a_week=1))

    assert refused.value.count == MOST_PARTS + 1


def test_nobody_makes_no_waves() -> None:
    assert parts([], split()) == []
