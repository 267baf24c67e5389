"""The containers, what is indexed in each, and when its records expire."""

from dataclasses import dataclass

DAY = 24 * 60 * 60


@dataclass(frozen=True, kw_only=True)
class Container:
    """`indexed`: the top-level fields that `find` may filter and order by; `ttl` is in seconds, `None` for ever."""

    name: str
    indexed: tuple[str, ...] = ()
    ttl: int | None = None


CONTACTS = Container(name="contacts")
REVIEWS = Container(name="reviews", indexed=("state", "asked_at"))
FEEDBACK = Container(name="feedback", indexed=("person", "slug", "opinion", "reply", "at"), ttl=400 * DAY)
PEOPLE = Container(name="people", ttl=400 * DAY)

CONTAINERS = {container.name: container for container in (CONTACTS, REVIEWS, FEEDBACK, PEOPLE)}
