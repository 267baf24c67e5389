"""From text to features."""

from knowledge.words import MAX_CHARACTERS, features, words


def test_words_are_in_small_letters_without_marks() -> None:
    assert words("How do I  ENROLL, my-iPad?!") == ["how", "do", "i", "enroll", "my", "ipad"]


def test_letters_written_in_two_characters_are_one() -> None:
    assert words("a\u030androide") == ["åndroide"] == words("åndroide")


def test_a_text_without_letters_has_no_words() -> None:
    assert words(" ?! 😀 <>") == []


def test_a_long_text_is_read_only_so_far() -> None:
    assert sum(map(len, words("word " * MAX_CHARACTERS))) <= MAX_CHARACTERS


def test_features_are_words_their_pieces_and_pairs() -> None:
    assert list(features("My Mac")) == [
        "word my",
        "_my",
        "my_",
        "_my_",
        "word mac",
        "_ma",
        "mac",
        "ac_",
        "_mac",
        "mac_",
        "pair my mac",
    ]


def test_a_compound_shares_pieces_with_its_parts() -> None:
    assert {"regi", "istr", "enhe", "_enh"} <= set(features("enhetsregistrering")) & set(features("registrera enhet"))
