"""The counts of the benchmarks' connector, compared with counting by hand."""

from collections import Counter
from random import Random

from bench.teams_counts import SECOND, Counts, Sliding


def arrivals(seed: int) -> list[int]:
    """Make moments in order, in bursts and apart, some of them the same and some exactly a second apart."""
    chance = Random(seed)
    steps = (0, 1, SECOND // 200, SECOND // 10, SECOND // 2, SECOND - 1, SECOND, 3 * SECOND)
    now, found = SECOND, list[int]()
    for _ in range(300):
        now += chance.choices(steps, (5, 5, 30, 20, 5, 2, 3, 1))[0]
        found.append(now)
    return found


def fullest(moments: list[int]) -> int:
    """Count every second that ends with one of the moments."""
    return max(sum(end - SECOND < each <= end for each in moments) for end in moments)


def test_the_fullest_second_is_the_one_found_by_looking_at_every_second() -> None:
    for seed in range(50):
        moments, sliding = arrivals(seed), Sliding()
        for each in moments:
            sliding.add(each)
        assert sliding.most == fullest(moments)


def test_moments_a_whole_second_apart_are_not_in_the_same_second() -> None:
    sliding = Sliding()
    sliding.add(SECOND)
    sliding.add(2 * SECOND)
    assert sliding.most == 1
    sliding.add(3 * SECOND - 1)
    assert sliding.most == 2


def test_requests_are_counted_by_second_since_the_first_with_the_empty_ones() -> None:
    counts = Counts()
    for each in (5 * SECOND + 7, 5 * SECOND + 8, 6 * SECOND + 6, 6 * SECOND + 7, 9 * SECOND):
        counts.arrive(each)
    assert counts.told().by_second == [3, 1, 0, 1]


def test_conversations_are_told_apart_by_how_many_messages_arrived() -> None:
    chance = Random(1)
    counts, sent, refused = Counts(), Counter[str](), set[str]()
    for now in range(2_000):
        conversation = f"chat-{chance.randrange(1_000)}"
        if chance.random() < 0.3:
            counts.refuse(conversation)
            refused.add(conversation)
        else:
            counts.accept(conversation, now)
            sent[conversation] += 1
    told = counts.told()
    assert told.accepted == sent.total()
    assert told.none == len(refused - set(sent))
    assert told.once == sum(times == 1 for times in sent.values())
    assert told.more == sum(times > 1 for times in sent.values())
    assert set(counts.accepted()) == set(sent)
    assert counts.repeated(most=1_000) == {chat: times for chat, times in sent.items() if times > 1}


def test_no_more_repeated_conversations_are_listed_than_asked_for() -> None:
    counts = Counts()
    for number in range(10):
        counts.accept(f"chat-{number}", number)
        counts.accept(f"chat-{number}", number)
    assert len(counts.repeated(most=3)) == 3


def test_the_first_and_the_last_message_are_told_in_seconds() -> None:
    counts = Counts()
    counts.arrive(SECOND)
    assert counts.told().first_accepted is None
    counts.accept("chat", 2 * SECOND)
    counts.accept("chat", 5 * SECOND // 2)
    assert (counts.told().first_accepted, counts.told().last_accepted) == (2.0, 2.5)
