"""Articles that cannot be used: each fault is named with its file and line."""

from pathlib import Path

from knowledge.article import MAX_TITLE
from tests.knowledge.articles import article_text, parse_faults, write


def faults_of(folder: Path, text: str) -> list[str]:
    write(folder).write_text(text, "utf-8")
    return parse_faults(folder)


def test_missing_front_matter_is_a_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path, "Do it.\n") == ["en/coffee.md:1: front matter is missing: begin with a line ---"]


def test_an_empty_file_is_a_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path, "") == ["en/coffee.md:1: front matter is missing: begin with a line ---"]


def test_front_matter_without_end_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, "---\ntitle: Brew coffee\n\nDo it.\n")

    assert faults == ["en/coffee.md:1: front matter has no end: close it with a line ---"]


def test_front_matter_that_is_no_yaml_is_a_fault_in_its_line(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, "---\ntitle: Brew coffee\nowner: it: us\n---\nDo it.\n")

    assert faults == ["en/coffee.md:3: front matter is not YAML: mapping values are not allowed in this context"]


def test_a_character_that_yaml_forbids_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, article_text(title="Brew\x07coffee"))

    assert fault.startswith("en/coffee.md:1: front matter is not YAML: ")


def test_a_yaml_tag_that_makes_objects_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, article_text(title="!!python/object:os.system ls"))

    assert fault.startswith("en/coffee.md:2: front matter is not YAML: could not determine a constructor")


def test_front_matter_that_is_a_list_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "---\n- title\n---\nDo it.\n")

    assert fault.startswith("en/coffee.md:1: front matter: Input should be a valid dictionary")


def test_empty_front_matter_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "---\n---\nDo it.\n")

    assert fault.startswith("en/coffee.md:1: front matter: Input should be a valid dictionary")


def test_an_unknown_key_is_a_fault_in_its_line(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, article_text(colour="red"))

    assert faults == ["en/coffee.md:8: colour: Extra inputs are not permitted"]


def test_a_missing_key_is_a_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path, article_text(owner=None)) == ["en/coffee.md:1: owner: Field required"]


def test_a_platform_that_is_none_is_a_fault_in_its_line(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, article_text(platforms="\n  - ios\n  - amiga"))

    assert faults
    assert all(fault.startswith("en/coffee.md:5: platforms.1: Input should be ") for fault in faults)


def test_no_platform_at_all_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, article_text(platforms="[]"))

    assert fault.startswith("en/coffee.md:3: platforms: List should have at least 1 item")


def test_a_question_that_is_no_string_is_a_fault_in_its_line(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, article_text(questions="\n  - where is it\n  - 42\n  - coffee: where"))

    assert faults == [
        "en/coffee.md:6: questions.1: Input should be a valid string",
        "en/coffee.md:7: questions.2: Input should be a valid string",
    ]


def test_no_question_at_all_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, article_text(questions="[]"))

    assert fault.startswith("en/coffee.md:4: questions: List should have at least 1 item")


def test_a_question_of_two_lines_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, article_text(questions='["one\\ntwo"]'))

    assert fault.startswith("en/coffee.md:4: questions.0: String should match pattern")


def test_a_title_too_long_for_a_card_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, article_text(title="x" * (MAX_TITLE + 1)))

    assert faults == [f"en/coffee.md:2: title: String should have at most {MAX_TITLE} characters"]


def test_a_family_that_is_no_slug_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, article_text(family="Hot Drinks"))

    assert fault.startswith("en/coffee.md:8: family: String should match pattern")


def test_a_date_that_is_none_is_a_fault_in_its_line(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, article_text(reviewed="last week"))

    assert fault.startswith("en/coffee.md:7: reviewed: Input should be a valid date")


def test_a_date_that_the_calendar_lacks_is_a_fault_in_its_line(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, article_text(reviewed="2026-02-30"))

    assert fault.startswith("en/coffee.md:7: front matter is not YAML: day is out of range")


def test_an_empty_body_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, article_text(body="\n"))

    assert faults == ["en/coffee.md:9: the short answer is missing: begin the body with it"]


def test_a_body_that_begins_with_a_heading_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, article_text(body="## Steps\n\n1. One.\n"))

    assert faults == ["en/coffee.md:9: the short answer is missing: begin the body with it"]


def test_a_file_that_is_not_utf_8_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path).write_bytes(article_text(title="Köp kaffe").encode("latin-1"))

    assert parse_faults(tmp_path) == ["en/coffee.md:1: the file is not UTF-8: save it as UTF-8"]


def test_a_file_name_that_is_no_slug_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, "Brew Coffee")

    assert parse_faults(tmp_path) == ["en/Brew Coffee.md:1: the file name must be a slug: small letters and hyphens"]


def test_a_folder_that_is_no_language_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path).parent.rename(tmp_path / "tlh")

    assert parse_faults(tmp_path) == ["tlh/coffee.md:1: 'tlh' is none of the languages en, sv"]


def test_a_folder_without_articles_is_a_fault(tmp_path: Path) -> None:
    assert parse_faults(tmp_path) == [f"{tmp_path}:1: there are no articles here"]


def test_all_faults_of_one_file_are_listed_together(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, article_text(owner=None, colour="red", title="[]"))

    assert sorted(fault.split(": ")[1] for fault in faults) == ["colour", "owner", "title"]


def test_all_faults_of_all_files_are_listed_together(tmp_path: Path) -> None:
    write(tmp_path, "good")
    write(tmp_path, "coffee", colour="red")
    write(tmp_path, "tea", owner=None)
    write(tmp_path, "tea", "sv", body="")

    assert [fault.split(": ")[0] for fault in parse_faults(tmp_path)] == [
        "en/coffee.md:8",
        "en/tea.md:1",
        "sv/tea.md:9",
    ]
