"""How `find` becomes SQL of Azure Cosmos DB, and its continuation a place in the order."""

from dataclasses import dataclass, field

from store.cosmos_item import to_id
from store.paging import Place, Query, to_place
from store.record import Json


@dataclass(kw_only=True)
class Statement:
    """SQL, and the parameters it got while it was written."""

    parameters: list[dict[str, Json]] = field(default_factory=list[dict[str, Json]])
    text: str = ""

    def parameter(self, value: Json) -> str:
        """Add a parameter, and return its name."""
        name = f"@p{len(self.parameters)}"
        self.parameters.append({"name": name, "value": value})
        return name


def to_sql(query: Query) -> Statement:
    """Write the SQL of a query. One record more than the page holds tells whether there is a next page."""
    sql = Statement()
    terms = [f"c.partition = {sql.parameter(query.partition)}"]
    for name, value in query.where.items():
        terms.append(f"{key(name)} = {sql.parameter(to_id(value) if name == 'id' else value)}")
    column = order_key(query)
    if query.continuation is not None:
        terms.append(beyond(query, column, to_place(query, query.continuation), sql))
    direction = "DESC" if query.descending else "ASC"
    # Together with the id, the order is that of a composite index, forwards or backwards.
    order = ", ".join(f"{name} {direction}" for name in dict.fromkeys((column, "c.id")))
    sql.text = f"SELECT TOP {query.limit + 1} * FROM c WHERE {' AND '.join(terms)} ORDER BY {order}"  # noqa: S608
    return sql


def key(name: str) -> str:
    """Write the path of what is compared and ordered."""
    return "c.id" if name == "id" else f"c.fields.{name}"


def order_key(query: Query) -> str:
    """Choose what to order by: what is equal in all records puts them in no order."""
    return "c.id" if query.order in query.where else key(query.order)


def beyond(query: Query, column: str, place: Place, sql: Statement) -> str:
    """Write the condition for a record to come after a place."""
    last, name = place
    sign = "<" if query.descending else ">"
    after_id = f"c.id {sign} {sql.parameter(to_id(name))}"
    if column == "c.id":
        return after_id
    value = sql.parameter(last)
    terms = [f"{column} {sign} {value}", *other_kinds(query, column, last), f"({column} = {value} AND {after_id})"]
    return f"({' OR '.join(terms)})"


def other_kinds(query: Query, column: str, last: Json) -> list[str]:
    """Write the conditions for a value to be of a kind that comes later: a comparison finds only the same kind."""
    kinds = ["IS_NULL", "IS_BOOL", "IS_NUMBER", "IS_STRING"]
    position = kinds.index(kind(last))
    later = kinds[:position] if query.descending else kinds[position + 1 :]
    return [f"{name}({column})" for name in later]


def kind(value: Json) -> str:
    match value:
        case None:
            return "IS_NULL"
        case bool():
            return "IS_BOOL"
        case str():
            return "IS_STRING"
        case _:
            return "IS_NUMBER"
