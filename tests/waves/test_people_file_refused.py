"""Lists of people that are refused as a whole."""

import io
import zipfile

import pytest

from tests.waves.people_files import fault, refused, upns
from waves.people_fault import BadPeopleFile, Fault


@pytest.mark.parametrize("content", ["", "\n\n", ";;;\n;;;\n", "\ufeff", "upn,name\n", "upn,name\n,\n", "sep=;\n", " "])
def test_a_file_without_people_is_refused(content: str) -> None:
    assert fault(content) == (Fault.EMPTY, 0)


def test_a_workbook_is_refused_with_what_to_do() -> None:
    workbook = io.BytesIO()
    with zipfile.ZipFile(workbook, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")

    error = refused(workbook.getvalue())

    assert (error.code, "CSV UTF-8" in str(error)) == (Fault.WORKBOOK, True)


def test_an_old_workbook_is_refused() -> None:
    assert fault(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500)) == (Fault.WORKBOOK, 0)


def test_a_pdf_is_refused() -> None:
    assert fault(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n") == (Fault.PDF, 0)


@pytest.mark.parametrize("content", ["<!DOCTYPE html>", "\n <html>", "<?xml version='1.0'?>", "\ufeff<table>a@b.se"])
def test_a_web_page_is_refused(content: str) -> None:
    assert fault(content) == (Fault.WEB_PAGE, 0)


def test_a_file_without_an_id_column_is_refused_with_the_names_found() -> None:
    error = refused("Namn;Telefon;;Ort\nAnna;1;;Oslo\n")

    assert (error.code, error.found) == (Fault.NO_ID_COLUMN, ("Namn", "Telefon", "Ort"))
    assert str(error).endswith("Found: Namn, Telefon, Ort")


def test_names_of_columns_are_shown_within_bounds() -> None:
    error = refused(",".join("x" * 90 for _ in range(90)) + "\n")

    assert (len(error.found), {len(name) for name in error.found}) == (20, {40})


def test_braces_in_names_of_columns_are_shown_as_they_are() -> None:
    assert str(refused("{line},{0}\n")).endswith("Found: {line}, {0}")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('upn,name\na@b.se,Anna\nb@b.se,"Bo\nc@b.se,Cia\n', 3),
        ('upn,name\na@b.se,"Anna" Ek\n', 2),
        ('upn,name\na@b.se,"Anna\nb@b.se,"Bo"\n', 2),
        ('upn,name,site\na@b.se,"Anna,Oslo\nb@b.se,Bo,"\nc@b.se,Cia,Oslo\n', 2),
        ('upn,name\na@b.se,"Anna\n' + "x\n" * 300 + '"\n', 2),
        ('upn,name\na@b.se,"Anna\n' + "x\n" * 90_000, 2),
        ('\n\n"upn,name\na@b.se,Anna\n', 3),
    ],
)
def test_a_quote_that_is_not_closed_is_refused_where_it_opens(content: str, line: int) -> None:
    assert fault(content) == (Fault.UNCLOSED_QUOTE, line)


def test_more_cells_than_columns_are_refused() -> None:
    assert fault("upn,name,site\na@b.se,Anna,Oslo\nb@b.se,Ek, Bo,Oslo\n") == (Fault.TOO_MANY_CELLS, 3)


def test_a_cell_of_501_characters_is_refused() -> None:
    assert fault(f"upn,name\na@b.se,Anna\nb@b.se,{'x' * 501}\n") == (Fault.LONG_CELL, 3)


def test_a_cell_of_500_characters_is_read() -> None:
    assert upns(f"upn,name\na@b.se,{'x' * 500}\n") == ["a@b.se"]


def test_a_long_cell_in_a_column_that_is_not_used_does_no_harm() -> None:
    assert upns(f"upn,proxyAddresses\na@b.se,{'x' * 5_000}\n") == ["a@b.se"]


@pytest.mark.parametrize("end", ["\nb@b.se\n", ""])
def test_a_line_of_more_than_60_000_characters_is_refused(end: str) -> None:
    assert fault(f"upn,name\na@b.se{',' * 70_000}{end}") == (Fault.LONG_LINE, 2)


def test_a_nul_byte_is_refused() -> None:
    assert fault("upn\na@b.se\nb@b\0.se\n") == (Fault.NUL, 3)


def test_utf_16_without_a_mark_is_refused() -> None:
    assert fault("upn\na@b.se\n".encode("utf-16-le")) == (Fault.NUL, 1)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("upn,name\na@b.se,Åsa\nb@b.se,".encode() + b"Bj\xf6rn\n", 3),
        (b"\xef\xbb\xbfupn,name\na@b.se,Bj\xf6rn\n", 2),
        (b"upn,name\na@b.se,\x81\n", 2),
        (b"upn,name\na@b.se,Bj\xf6rn\nb@b.se,\x81\n", 3),
        (b"upn,name\r\ra@b.se,\x81\r", 3),
        (b"\xff\xfe" + "upn\na@b.se\n".encode("utf-16-le") + b"a", 3),
    ],
)
def test_an_encoding_that_does_not_hold_to_the_end_is_refused(content: bytes, line: int) -> None:
    assert fault(content) == (Fault.ENCODING, line)


def test_a_letter_cut_off_at_the_end_is_refused() -> None:
    assert fault("upn,name\na@b.se,Åsa Ö".encode()[:-1]) == (Fault.ENCODING, 2)


def test_200_001_people_are_refused() -> None:
    error = refused("upn\n" + "".join(f"a{number}@b.se\n" for number in range(200_001)))

    assert (error.code, error.line, error.limit) == (Fault.TOO_MANY_LINES, 200_002, 200_000)


def test_more_lines_than_a_sheet_of_excel_has_are_refused_though_blank() -> None:
    error = refused("upn\na@b.se\n" + "\n" * 1_100_000)

    assert (error.code, error.limit) == (Fault.TOO_MANY_LINES, 1_048_576)


def test_more_than_50_megabytes_are_refused() -> None:
    error = refused("upn,notes\n" + f"a@b.se,{'x' * 50_000}\n" * 1_050)

    assert (error.code, error.limit) == (Fault.TOO_LARGE, 50)


@pytest.mark.parametrize("code", Fault)
def test_every_refusal_has_a_message(code: Fault) -> None:
    assert "{" not in str(BadPeopleFile(code, line=7, limit=5, found=("a",)))
