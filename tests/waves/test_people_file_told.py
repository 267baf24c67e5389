"""What a coordinator is told of a list of people that was read."""

import codecs

import pytest

from tests.waves.people_files import ANNA, only, read, told, upns
from waves.people_notice import LEFT_OUT, Told


def test_a_clean_file_tells_nothing() -> None:
    assert told(f"objectId,upn,name\n{ANNA},a@b.se,Anna\n") == {}


def test_a_person_who_stands_twice_is_told() -> None:
    assert told("upn\na@b.se\nb@b.se\nA@B.SE\n") == {Told.DOUBLE: (4,)}


def test_a_line_without_an_id_is_told_and_left_out() -> None:
    content = "name,upn\nAnna,\nBo,b@b.se\nCia\n"

    assert (told(content), upns(content)) == ({Told.NO_ID: (2, 4)}, ["b@b.se"])


@pytest.mark.parametrize(
    "cell",
    [
        "anna",
        "anna@contoso",
        "anna@@b.se",
        "an na@b.se",
        "Anna <a@b.se>",
        "mailto:a@b.se",
        "a@b.se/x",
        "a@b..se",
        "åsa@b.se",
        "4711",
        ANNA[:-1],
        ANNA.replace("-", ""),
        "00000000-0000-0000-0000-000000000000",
        f"{'a' * 260}@b.se",
    ],
)
def test_what_is_no_id_is_told_and_left_out(cell: str) -> None:
    content = f"upn\nb@b.se\n{cell}\n"

    assert (told(content), upns(content)) == ({Told.BAD_ID: (3,)}, ["b@b.se"])


@pytest.mark.parametrize("cell", ["=1+1", "+46 70", "-2", "@anna", '"=HYPERLINK(""http://x"",""Anna"")"'])
def test_a_formula_is_told_and_taken_as_text(cell: str) -> None:
    content = f"upn,name\na@b.se,{cell}\n"

    assert (told(content), only(content).name) == ({Told.FORMULA: (2,)}, cell.strip('"').replace('""', '"'))


@pytest.mark.parametrize("cell", ["+a@b.se", "-a@b.se", "@a@b.se", '"=""a@b.se"""', '"=HYPERLINK(""mailto:a@b.se"")"'])
def test_a_formula_is_no_id(cell: str) -> None:
    content = f"upn\nb@b.se\n{cell}\n"

    assert (told(content), upns(content)) == ({Told.FORMULA_ID: (3,)}, ["b@b.se"])


def test_a_formula_beside_another_id_is_told() -> None:
    content = f"objectId,mail\n{ANNA},=A1\n"

    assert (told(content), only(content).key) == ({Told.FORMULA: (2,)}, ANNA)


def test_several_formulas_on_a_line_count_once() -> None:
    (notice,) = read("upn,name,site\na@b.se,=A1,=B1\n").notices

    assert notice.count == 1


@pytest.mark.parametrize("cell", ["Mobil", "machine", "PC and iPhone", "Symbian"])
def test_a_platform_that_is_not_one_is_told_and_ignored(cell: str) -> None:
    content = f"upn,platform\na@b.se,{cell}\n"

    assert (told(content), only(content).platform) == ({Told.PLATFORM: (2,)}, "")


@pytest.mark.parametrize("cell", ["de-DE", "suomi", "enkel", "?"])
def test_a_language_that_the_bot_does_not_speak_is_told_and_ignored(cell: str) -> None:
    content = f"upn,language\na@b.se,{cell}\n"

    assert (told(content), only(content).language) == ({Told.LANGUAGE: (2,)}, "")


@pytest.mark.parametrize("cell", ["Stockholm", "../../etc/passwd", "/etc/localtime", "Europe"])
def test_a_time_zone_that_is_not_known_is_told_and_ignored(cell: str) -> None:
    content = f"upn,timezone\na@b.se,{cell}\n"

    assert (told(content), only(content).zone) == ({Told.ZONE: (2,)}, "")


def test_blank_lines_are_told() -> None:
    assert told("\nupn,name\n\na@b.se,Anna\n , \n") == {Told.BLANK: (1, 3, 5)}


def test_the_end_of_the_last_line_is_no_blank_line() -> None:
    assert told("upn\r\na@b.se\r\n") == {}


def test_a_missing_header_is_told() -> None:
    assert told("a@b.se\n") == {Told.NO_HEADER: (1,)}


@pytest.mark.parametrize(("delimiter", "kind"), [(";", Told.SEMICOLONS), ("\t", Told.TABS)])
def test_semicolons_and_tabs_are_told(delimiter: str, kind: Told) -> None:
    content = f"upn{delimiter}name\na@b.se{delimiter}Ek, Anna\n"

    assert (told(content), only(content).name) == ({kind: (1,)}, "Ek, Anna")


def test_what_excel_says_of_the_separator_counts() -> None:
    assert only("sep=;\nupn;name\na@b.se;Anna\n").name == "Anna"


def test_the_first_line_of_entras_templates_is_passed_over() -> None:
    assert upns("version:v1.0\nUser principal name [userPrincipalName] Required\na@b.se\n") == ["a@b.se"]


def test_a_byte_order_mark_is_told() -> None:
    content = codecs.BOM_UTF8 + "upn,name\na@b.se,Åsa\n".encode()

    assert (told(content), only(content).name) == ({Told.BYTE_ORDER_MARK: (1,)}, "Åsa")


@pytest.mark.parametrize(("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")])
def test_utf_16_is_told(mark: bytes, encoding: str) -> None:
    content = mark + "upn\tname\na@b.se\tÅsa\n".encode(encoding)

    assert (told(content), only(content).name) == ({Told.TABS: (1,), Told.UTF_16: (1,)}, "Åsa")


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_another_encoding_than_utf_8_is_told_where_it_shows(encoding: str) -> None:
    content = "upn,name\na@b.se,Anna\nb@b.se,Björn Å\n".encode(encoding)

    assert (told(content), read(content).people[1].name) == ({Told.WINDOWS_1252: (3,)}, "Björn Å")


def test_the_last_letter_of_a_file_may_be_the_first_that_is_no_utf_8() -> None:
    assert only("upn,name\na@b.se,Ståhlbrå".encode("cp1252")).name == "Ståhlbrå"


@pytest.mark.parametrize("filling", range(65_530, 65_542))
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_letter_may_stand_where_two_pieces_meet(encoding: str, filling: int) -> None:
    content = "upn,name\n" + "\n" * (filling - 16) + "a@b.se,Åsa Ö\r\nb@b.se,Bo\r\n"

    file = read(content.encode(encoding))

    assert [(person.upn, person.name) for person in file.people] == [("a@b.se", "Åsa Ö"), ("b@b.se", "Bo")]


def test_a_notice_names_the_first_five_lines() -> None:
    (notice,) = read("upn\na@b.se\n" + "anna\n" * 12).notices

    assert (notice.count, notice.lines) == (12, (3, 4, 5, 6, 7))


def test_a_notice_can_be_read_in_a_terminal() -> None:
    (notice,) = read("upn\na@b.se\n" + "anna\n" * 6).notices

    assert str(notice) == "neither a user principal name nor an object id: left out (6: line 3, 4, 5, 6, 7, …)"


def test_lines_are_counted_as_in_an_editor_when_a_cell_has_several() -> None:
    assert told('upn,site\na@b.se,"Malmö\nSweden"\nbo,Oslo\n') == {Told.BAD_ID: (4,)}


def test_the_people_and_those_left_out_are_all_lines() -> None:
    file = read("upn,name\na@b.se,=1\nA@b.se,x\n\nanna,x\n,Bo\n=A1,x\nc@b.se,Cia\n")

    left_out = sum(notice.count for notice in file.notices if notice.kind in LEFT_OUT)

    assert (len(file.people), left_out, file.lines) == (2, 4, 6)
