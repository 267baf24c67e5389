"""Lists of people: columns, values, and who is listed."""

import io
import tracemalloc

import pytest

from tests.waves.people_files import ANNA, BO, only, read, upns
from waves.people_file import Listed, read_people_file


def test_every_column_is_read() -> None:
    line = f"{ANNA},Anna@Contoso.com,Anna Ek,IT,Oslo,Windows,sv,Bo Ek,Europe/Stockholm"

    person = only(f"objectId,upn,name,department,site,platform,language,manager,timezone\n{line}\n")

    assert person == Listed(
        key=ANNA,
        upn="anna@contoso.com",
        name="Anna Ek",
        department="IT",
        site="Oslo",
        platform="windows",
        language="sv",
        manager="Bo Ek",
        zone="Europe/Stockholm",
    )


def test_swedish_columns_are_read() -> None:
    person = only(
        "Användarnamn;Namn;Avdelning;Kontor;Enhet;Språk;Chef;Tidszon\na@b.se;Åsa;Kök;Malmö;Mac;svenska;Bo;europe/stockholm\n"
    )

    assert person == Listed(
        key="",
        upn="a@b.se",
        name="Åsa",
        department="Kök",
        site="Malmö",
        platform="macos",
        language="sv",
        manager="Bo",
        zone="Europe/Stockholm",
    )


@pytest.mark.parametrize(
    "header",
    [
        "upn",
        "UPN",
        "userPrincipalName",
        "User principal name",
        "user_principal_name",
        "email",
        "E-mail",
        "E-mail address",
        "mail",
        "e-post",
        "E-postadress",
        "användarnamn",
        "ANVÄNDARNAMN",
        "anvandarnamn",
        "anva\u0308ndarnamn",
        "Primary user UPN",
        '"upn"',
        " upn ",
        "\u200bupn",
        "Member object ID or user principal name [memberObjectIdOrUpn] Required",
    ],
)
def test_a_column_of_user_principal_names_is_known(header: str) -> None:
    assert upns(f"{header}\na@b.se\n") == ["a@b.se"]


@pytest.mark.parametrize(
    "header", ["object id", "objectId", "Object ID", "id", "aadObjectId", "Objekt-ID", "objekt_id"]
)
def test_a_column_of_object_ids_is_known(header: str) -> None:
    assert only(f"{header}\n{ANNA}\n").key == ANNA


def test_an_object_id_in_a_column_of_names_is_one() -> None:
    assert only(f"upn\n{ANNA}\n") == Listed(key=ANNA, upn="")


def test_an_object_id_is_written_in_lower_case_without_braces() -> None:
    assert only(f"id\n{{{ANNA.upper()}}}\n").key == ANNA


def test_a_user_principal_name_counts_before_a_mail_address() -> None:
    assert upns("mail,upn\nanna.ek@b.se,ae@b.se\n") == ["ae@b.se"]


def test_a_mail_address_counts_where_there_is_no_user_principal_name() -> None:
    assert upns("mail,upn\nanna.ek@b.se,\n") == ["anna.ek@b.se"]


def test_a_user_principal_name_counts_where_the_object_id_is_none() -> None:
    assert only("id,upn\n4711,a@b.se\n") == Listed(key="", upn="a@b.se")


@pytest.mark.parametrize("upn", ["o'brien@b.se", "anna_c.se#ext#@b.onmicrosoft.com", "a+test@b-c.co.uk", "x1@a.b.c.se"])
def test_unusual_user_principal_names_are_taken(upn: str) -> None:
    assert upns(f"upn\n{upn}\n") == [upn]


@pytest.mark.parametrize("first", ["a@b.se", "a@b.se;Anna", "a@b.se,Anna,IT", "a@b.se\tAnna"])
def test_a_file_without_a_header_is_read_by_its_first_column(first: str) -> None:
    assert upns(f"{first}\nc@b.se\n") == ["a@b.se", "c@b.se"]


def test_a_file_without_a_header_can_hold_both_kinds_of_ids() -> None:
    assert read(f"{ANNA}\nb@b.se").people == (Listed(key=ANNA, upn=""), Listed(key="", upn="b@b.se"))


def test_the_file_names_its_columns_and_those_it_ignores() -> None:
    file = read("Phone,upn,Ort,Notes\n1,a@b.se,Oslo,x\n")

    assert (file.columns, file.ignored) == (("site",), ("Phone", "Notes"))


def test_cells_that_end_early_are_empty() -> None:
    assert only("upn,name,site\na@b.se\n") == Listed(key="", upn="a@b.se")


def test_empty_cells_behind_the_last_column_do_no_harm() -> None:
    assert upns("upn;name\na@b.se;Anna;;;\n") == ["a@b.se"]


def test_a_quoted_cell_may_hold_the_separator_and_quotes() -> None:
    assert only('upn,name\na@b.se, "Ek, ""Anna"""\n').name == 'Ek, "Anna"'


def test_a_quoted_cell_of_two_lines_becomes_one() -> None:
    assert only('upn,site\na@b.se,"Storgatan 1\nMalmö"\n').site == "Storgatan 1 Malmö"


@pytest.mark.parametrize(("cell", "text"), [(" A \u00a0 B ", "A B"), ("A\u200b\u202eB", "AB"), ("Ma\u030ans", "Måns")])
def test_what_cannot_be_seen_is_taken_out(cell: str, text: str) -> None:
    assert only(f"upn,name\na@b.se,{cell}\n").name == text


@pytest.mark.parametrize("cell", ["-", "–", "#N/A", "#SAKNAS!"])
def test_what_stands_for_nothing_is_empty(cell: str) -> None:
    assert only(f"upn,site\na@b.se,{cell}\n").site == ""


@pytest.mark.parametrize(
    ("cell", "platform"),
    [
        ("Windows 11 Enterprise", "windows"),
        ("win10", "windows"),
        ("PC", "windows"),
        ("iOS/iPadOS", "ios"),
        ("iPhone 15", "ios"),
        ("Mac OS X", "macos"),
        ("MacBook Pro", "macos"),
        ("Android (work profile)", "android"),
        ("AndroidForWork", "android"),
        ("Linux (ubuntu)", "linux"),
    ],
)
def test_platforms_are_known_as_people_write_them(cell: str, platform: str) -> None:
    assert only(f"upn,platform\na@b.se,{cell}\n").platform == platform


@pytest.mark.parametrize(
    ("cell", "language"),
    [
        ("EN-us", "en"),
        ("en_GB", "en"),
        ("Engelska", "en"),
        ("sv-SE", "sv"),
        ("Swedish", "sv"),
        ("svenska (Sverige)", "sv"),
    ],
)
def test_languages_are_known_as_people_write_them(cell: str, language: str) -> None:
    assert only(f"upn,language\na@b.se,{cell}\n").language == language


@pytest.mark.parametrize(
    ("cell", "zone"),
    [("europe/stockholm", "Europe/Stockholm"), ("America/New York", "America/New_York"), ("UTC", "UTC")],
)
def test_time_zones_are_known_in_any_case(cell: str, zone: str) -> None:
    assert only(f"upn,tz\na@b.se,{cell}\n").zone == zone


def test_the_first_of_two_lines_of_a_person_counts() -> None:
    assert only("upn,site\nA@b.se,Oslo\na@B.se,Malmö\n").site == "Oslo"


@pytest.mark.parametrize(
    "lines",
    [f"{ANNA},a@b.se\n,a@b.se", f",a@b.se\n{ANNA},a@b.se\n{ANNA},", f"{ANNA},a@b.se\n{ANNA.upper()},other@b.se"],
)
def test_a_person_is_the_same_by_either_id(lines: str) -> None:
    assert len(read(f"objectId,upn\n{lines}\n").people) == 1


def test_two_object_ids_are_two_people() -> None:
    assert len(read(f"objectId,upn\n{ANNA},a@b.se\n{BO},a@b.se\n").people) == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(end: str) -> None:
    assert upns(end.join(["upn", "a@b.se", "b@b.se"])) == ["a@b.se", "b@b.se"]


def test_a_list_of_200_000_people_is_read() -> None:
    assert len(read("upn\n" + "".join(f"a{number}@b.se\n" for number in range(200_000))).people) == 200_000


def test_a_file_is_not_held_as_a_whole() -> None:
    people, peak = measured("upn,notes\n" + f"a@b.se,{'x' * 10_000}\n" * 1_000)

    assert (people, peak < 2_000_000) == (1, True), peak


def test_10_000_people_with_all_columns_take_at_most_6_megabytes() -> None:
    line = "00000000-0000-4000-8000-{:012},person.{}@contoso.com,Förnamn Efternamn {},IT,Oslo,win,sv,bo@b.se,UTC\n"
    content = "id,upn,name,department,site,platform,language,manager,tz\n" + "".join(
        line.format(number, number, number) for number in range(10_000)
    )
    read("upn,tz\na@b.se,UTC\n")  # So that the list of time zones, which is kept, does not count.

    people, peak = measured(content)

    assert (people, peak < 6_000_000) == (10_000, True), peak


def measured(content: str) -> tuple[int, int]:
    """Read a file: how many people it lists, and how many bytes were held at most, besides the file itself."""
    file = io.BytesIO(content.encode())
    tracemalloc.start()
    try:
        people = read_people_file(file).people
        return len(people), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
