"""What must not differ between the languages of a topic."""

from pathlib import Path

from tests.knowledge.articles import BODIES, write
from tests.knowledge.checking import faults, write_kind

ERRORS = '[{codes: ["0x80180014", "No coffee"], meaning: None left, remedy: Buy some}]'
FEWER = '[{codes: ["0x80180014"], meaning: None left, remedy: Buy some}]'


def steps(text: str, language: str = "en") -> str:
    """The usual body with other steps. In English they stand under line 11, in Swedish too."""
    first, last = {"en": ("1. One.", "2. Two."), "sv": ("1. Ett.", "2. Två.")}[language]
    return BODIES[language].replace(f"{first}\n{last}", text)


def test_a_topic_missing_in_a_language_is_a_fault(small: Path) -> None:
    (small / "sv" / "coffee.md").unlink()
    (small / "en" / "printer.md").unlink()

    assert faults(small) == [
        "en/coffee.md:2: there is no article 'coffee' in 'sv'",
        "sv/printer.md:2: there is no article 'printer' in 'en'",
    ]


def test_a_kind_of_questions_from_elsewhere_missing_in_a_language_is_a_fault(small: Path) -> None:
    write_kind(small, "payroll", "en", "my salary")
    write_kind(small, "travel", "en", "my trip")
    write_kind(small, "travel", "sv", "min resa")

    assert faults(small) == ["elsewhere/en/payroll.md:2: there is no kind of questions 'payroll' in 'sv'"]


def test_platforms_that_differ_by_language_are_a_fault(small: Path) -> None:
    write(small, "coffee", "sv", platforms="[ios]")

    assert faults(small) == ["sv/coffee.md:3: platforms differ from those in 'en'"]


def test_a_family_that_differs_by_language_is_a_fault(small: Path) -> None:
    write(small, "coffee", "en", platforms="[ios]", family="drinks")
    write(small, "coffee", "sv", platforms="[ios]", family="beverages")

    assert faults(small) == ["sv/coffee.md:8: family differs from that in 'en'"]


def test_error_codes_that_differ_by_language_are_a_fault(small: Path) -> None:
    write(small, "coffee", "en", errors=FEWER)
    write(small, "coffee", "sv", errors=ERRORS)
    write(small, "garage", "en", errors=ERRORS)
    write(small, "garage", "sv", errors=FEWER)

    assert faults(small) == [
        "sv/coffee.md:8: errors: 'No coffee' does not stand in 'en'",
        "sv/garage.md:8: errors: 'No coffee' stands in 'en' alone",
    ]


def test_the_same_error_codes_are_no_fault(small: Path) -> None:
    for language in ("en", "sv"):
        write(small, "coffee", language, errors=ERRORS)

    assert faults(small) == []


def test_numbers_that_differ_by_language_are_a_fault_where_they_stand(small: Path) -> None:
    write(small, "coffee", "en", steps("1. Wait 15 minutes."))
    write(small, "coffee", "sv", steps("1. Vänta 20 minuter.", "sv"))

    assert faults(small) == [
        "sv/coffee.md:9: the number 15 stands in 'en' alone",
        "sv/coffee.md:11: the number 20 does not stand in 'en'",
    ]


def test_a_version_that_is_lower_in_one_language_is_a_fault(small: Path) -> None:
    write(small, "coffee", "en", "From Windows 11 24H2.")
    write(small, "coffee", "sv", "Från Windows 11 23H2.")

    assert [fault.split(": ")[1] for fault in faults(small)] == [
        "the number 24 stands in 'en' alone",
        "the number 23 does not stand in 'en'",
    ]


def test_the_same_numbers_written_another_way_are_no_fault(small: Path) -> None:
    write(small, "coffee", "en", "1,500 cups, 2.5 litres.")
    write(small, "coffee", "sv", "2,5 liter, 1 500 koppar.")

    assert faults(small) == []


def test_numbers_of_steps_are_not_compared(small: Path) -> None:
    write(small, "coffee", "en", steps("1. One.\n2. Two.\n3. Three."))
    write(small, "coffee", "sv", steps("1. Ett.\n2. Två, tre.", "sv"))

    assert faults(small) == []


def test_numbers_in_links_are_not_compared(small: Path) -> None:
    write(small, "coffee", "en", "See [part 7](https://a.example/7) and https://a.example/8 too.")
    write(small, "coffee", "sv", "Läs [mer](https://a.example/9).")

    assert faults(small) == []
