"""The platforms that a text names."""

import pytest

from knowledge.platform import (
    Platform,
    is_only_a_platform,
    mentioned_platform,
    possible_platforms,
    without_platform,
)

PHONES = {Platform.ANDROID, Platform.IOS}
COMPUTERS = {Platform.WINDOWS, Platform.MACOS, Platform.LINUX}


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("how do I enroll my iPhone", Platform.IOS),
        ("both our iPads", Platform.IOS),
        ("my iphone's passcode", Platform.IOS),
        ("is iPadOS 18 needed", Platform.IOS),
        ("my MacBook Air", Platform.MACOS),
        ("two Macs", Platform.MACOS),
        ("mac os sonoma", Platform.MACOS),
        ("my samsung tablet", Platform.ANDROID),
        ("a work profile", Platform.ANDROID),
        ("an Android?", Platform.ANDROID),
        ("win 11 laptop", Platform.WINDOWS),
        ("my PC", Platform.WINDOWS),
        ("Ubuntu laptop", Platform.LINUX),
    ],
)
def test_a_platform_is_known_by_what_english_calls_it(text: str, platform: Platform) -> None:
    assert mentioned_platform(text) is platform


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("iPhonen är låst", Platform.IOS),
        ("våra iphonear", Platform.IOS),
        ("på iPaden", Platform.IOS),
        ("macen startar inte", Platform.MACOS),
        ("alla Macar", Platform.MACOS),
        ("macarna", Platform.MACOS),
        ("MacBooken", Platform.MACOS),
        ("androiden", Platform.ANDROID),
        ("Androidtelefonens skärm", Platform.ANDROID),
        ("samsungen", Platform.ANDROID),
        ("arbetsprofilen", Platform.ANDROID),
        ("PC:n", Platform.WINDOWS),
        ("windowsdatorn", Platform.WINDOWS),
        ("linuxdatorn", Platform.LINUX),
    ],
)
def test_a_platform_is_known_by_its_swedish_inflections(text: str, platform: Platform) -> None:
    assert mentioned_platform(text) is platform


@pytest.mark.parametrize("text", ["iPhone and Mac", "android eller ios", "from my PC to my iPad"])
def test_several_platforms_are_no_platform(text: str) -> None:
    assert mentioned_platform(text) is None


def test_two_names_of_one_platform_are_that_platform() -> None:
    assert mentioned_platform("my iPhone and my iPad") is Platform.IOS


@pytest.mark.parametrize("text", ["", "how do I enroll my device", "machine", "curious", "linjerna", "pcr test"])
def test_a_text_without_a_platform_names_none(text: str) -> None:
    assert mentioned_platform(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "and on my ipad?",
        "what about Windows",
        "Android?",
        "same for iPhone?",
        "I have an iPhone",
        "och på macen då?",
        "och hur gör jag med iPhonen?",
        "gäller det även Windows?",
        "jag har en mac",
    ],
)
def test_a_platform_and_nothing_else_is_a_follow_up(text: str) -> None:
    assert is_only_a_platform(text)


@pytest.mark.parametrize(
    "text",
    [
        "how do I enroll my iPhone",
        "my mac is stolen",
        "iphone passcode",
        "hur registrerar jag min mac",
        "vad ser ni på min iPhone",
    ],
)
def test_a_whole_question_is_no_follow_up(text: str) -> None:
    assert not is_only_a_platform(text)


@pytest.mark.parametrize("text", ["and on it?", "", "och macen och ipaden?"])
def test_a_text_that_does_not_name_one_platform_is_no_follow_up(text: str) -> None:
    assert not is_only_a_platform(text)


@pytest.mark.parametrize("text", ["my phone", "smartphone", "mobilen", "min telefon", "jobbmobilen", "tjänstetelefon"])
def test_a_phone_is_no_computer(text: str) -> None:
    assert possible_platforms(text) == PHONES


@pytest.mark.parametrize("text", ["my computer", "laptops", "datorn", "jobbdatorn", "arbetsdatorn"])
def test_a_computer_is_no_phone(text: str) -> None:
    assert possible_platforms(text) == COMPUTERS


@pytest.mark.parametrize("text", ["my device", "phone and computer", "mobilen och datorn", "iPhone or Mac"])
def test_what_does_not_tell_can_be_any_platform(text: str) -> None:
    assert possible_platforms(text) == set(Platform)


def test_a_platform_that_is_named_is_the_only_possible_one() -> None:
    assert possible_platforms("my android phone") == {Platform.ANDROID}


def test_every_platform_named_is_taken_out() -> None:
    assert without_platform("from my iPhone to a MacBook Pro", "device") == "from my device to a device Pro"


def test_a_text_without_a_platform_stays_as_it_is() -> None:
    assert without_platform("how do I enroll", "device") == "how do I enroll"
