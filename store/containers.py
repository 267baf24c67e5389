"""The containers, what is indexed in each, and when its records expire."""

from dataclasses import dataclass
from typing import Any

DAY = 24 * 60 * 60


@dataclass(frozen=True, kw_only=True)
class Container:
    """`indexed`: the top-level fields that `find` may filter and order by; `ttl` is in seconds, `None` for ever."""

    name: str
    indexed: tuple[str, ...] = ()
    ttl: int | None = None

    def cosmos_properties(self) -> dict[str, Any]:
        """Describe the container to Azure Cosmos DB, in the words of its REST interface and infrastructure files."""
        paths = [f"/fields/{name}" for name in self.indexed]
        return {
            "id": self.name,
            "partitionKey": {"paths": ["/partition"], "kind": "Hash", "version": 2},
            # On, so that a record may have a ttl of its own even where by default there is none.
            "defaultTtl": self.ttl or -1,
            "indexingPolicy": {
                "indexingMode": "consistent",
                "automatic": True,
                "includedPaths": [{"path": f"{path}/?"} for path in ("/partition", *paths)],
                "excludedPaths": [{"path": "/*"}],
                # The id is always indexed. The order of a field, then of ids, needs an index of both together.
                "compositeIndexes": [
                    [{"path": path, "order": "ascending"}, {"path": "/id", "order": "ascending"}] for path in paths
                ],
            },
        }


CONTACTS = Container(name="contacts")
REVIEWS = Container(name="reviews", indexed=("open", "due", "assignee", "platform", "asked_at"))
FEEDBACK = Container(name="feedback", indexed=("person", "slug", "opinion", "reply", "at"), ttl=400 * DAY)
ARTICLES = Container(name="articles", indexed=("present", "slug"))
PEOPLE = Container(name="people", ttl=400 * DAY)
WAVES = Container(name="waves", indexed=("working",))
DELIVERIES = Container(name="deliveries", indexed=("urgency", "state"), ttl=400 * DAY)

_ALL = (CONTACTS, REVIEWS, FEEDBACK, ARTICLES, PEOPLE, WAVES, DELIVERIES)

CONTAINERS = {container.name: container for container in _ALL}
