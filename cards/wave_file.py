"""A list of people that a coordinator sent as a file: what is odd about it, and which wave it is for."""

from collections.abc import Sequence
from typing import Any, Final

from microsoft_teams.cards.core import CardElement, Choice, ChoiceSetInput, Container, TextInput

from cards.elements import button, card, escaped, heading, paragraph, subtle
from cards.texts import Texts
from cards.verbs import Verb
from cards.wave import faulty, people
from waves.people_fault import BadPeopleFile, Fault
from waves.people_notice import Notice, Told
from waves.uploads import Upload
from waves.wave import MAX_NAME

NEW: Final = ":new"
"""Stands among the waves for a new one; no wave is named so."""


def file_card(file: Upload, drafts: Sequence[str], faults: Sequence[str], texts: Texts) -> dict[str, Any]:
    """Tell what is in a file, and ask what it is for."""
    lead = texts("**{people}** · lines: {lines}", people=people(file.people, texts), lines=texts.number(file.lines))
    body: list[CardElement] = [heading(texts("Your list")), subtle(escaped(file.name), spacing="None"), paragraph(lead)]
    if file.notices:
        lines = "\n".join(f"- {notice_words(notice, texts)}" for notice in file.notices)
        body.append(Container(style="emphasis", items=[paragraph(lines)]))
    body += [*faulty(faults), *_choices(drafts, texts)]
    use = button(texts("Use it"), Verb.WAVE_FILE, {"upload": file.id}, primary=True, inputs=True)
    return card(body, text=lead.replace("*", ""), actions=[use] if file.people else [])


def _choices(drafts: Sequence[str], texts: Texts) -> list[CardElement]:
    waves = [Choice(title=name, value=name) for name in drafts] + [Choice(title=texts("A new wave"), value=NEW)]
    uses = {"people": texts("Those who get the message"), "without": texts("Those to leave out")}
    return [
        ChoiceSetInput(id="for", label=texts("For which wave?"), value=waves[0].value, choices=waves),
        TextInput(
            id="name",
            label=texts("Name of the new wave"),
            max_length=MAX_NAME,
            placeholder=texts("Stockholm week 49"),
        ),
        ChoiceSetInput(
            id="use",
            label=texts("The people are"),
            value="people",
            choices=[Choice(title=title, value=value) for value, title in uses.items()],
        ),
    ]


def notice_words(notice: Notice, texts: Texts) -> str:
    """Say what is odd about some lines, and which."""
    more = ", …" if notice.count > len(notice.lines) else ""
    where = texts(
        "{count}, line {lines}", count=texts.number(notice.count), lines=", ".join(map(str, notice.lines)) + more
    )
    return f"{_told(notice.kind, texts)} ({where})"


def _told(kind: Told, texts: Texts) -> str:
    return {
        Told.DOUBLE: texts("The same person again: left out"),
        Told.NO_ID: texts("No user name or object id: left out"),
        Told.BAD_ID: texts("Neither a user name nor an object id: left out"),
        Told.FORMULA_ID: texts("A formula in place of a name: left out"),
        Told.FORMULA: texts("A cell begins like a formula: taken as text"),
        Told.PLATFORM: texts("A device I don't know: ignored"),
        Told.LANGUAGE: texts("Neither English nor Swedish: ignored"),
        Told.ZONE: texts("A time zone I don't know: ignored"),
        Told.BLANK: texts("A blank line"),
        Told.NO_HEADER: texts("No names of columns: I took the first column for the ids"),
        Told.SEMICOLONS: texts("Separated by semicolons"),
        Told.TABS: texts("Separated by tabs"),
        Told.BYTE_ORDER_MARK: texts("Begins with a byte-order mark"),
        Told.UTF_16: texts("Written in UTF-16"),
        Told.WINDOWS_1252: texts("Read as Windows-1252: please look whether the names are right"),
    }[kind]


def bad_file_words(error: BadPeopleFile, texts: Texts) -> str:
    """Say why a file cannot be used, and how to mend it."""
    said = {
        Fault.EMPTY: texts("The file holds no people. Write one a line, below a line with the names of the columns."),
        Fault.WORKBOOK: texts("This is an Excel workbook. Open it in Excel and save it as “CSV UTF-8”."),
        Fault.PDF: texts("This is a PDF. Save the table that it was made from as “CSV UTF-8”."),
        Fault.WEB_PAGE: texts("This is a web page. Download the list again, signed in, as “CSV UTF-8”."),
        Fault.TOO_LARGE: texts("The file is larger than {limit} MB. Leave out columns, or make several files of it."),
        Fault.TOO_MANY_LINES: texts("The file has more than {limit} lines. Make several files of it."),
        Fault.ENCODING: texts("Line {line} is in another encoding than the rest. Save the file as “CSV UTF-8”."),
        Fault.NUL: texts("Line {line} is damaged, or no text. Save the file as “CSV UTF-8”."),
        Fault.LONG_LINE: texts("Line {line} is longer than {limit} characters. Save the file as “CSV UTF-8”."),
        Fault.LONG_CELL: texts("Line {line} has a cell of more than {limit} characters. Shorten it."),
        Fault.UNCLOSED_QUOTE: texts("On line {line} a quote is opened and not closed. Close it, or take it out."),
        Fault.TOO_MANY_CELLS: texts(
            "Line {line} has more cells than there are columns. Put cells with commas in quotes."
        ),
        Fault.NO_ID_COLUMN: texts(
            "I find no column “userPrincipalName” or “objectId”. Name one of them so. I see: {found}"
        ),
    }[error.code]
    values = {"line": str(error.line), "limit": texts.number(error.limit), "found": escaped(", ".join(error.found))}
    for name, value in values.items():
        said = said.replace(f"{{{name}}}", value)
    return said
