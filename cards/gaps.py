"""The helpdesk's report: what the bot cannot answer yet."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

from microsoft_teams.cards.core import (
    CardElement,
    Container,
    Fact,
    FactSet,
    HorizontalBarChart,
    HorizontalBarChartDataValue,
)

from cards.answer import reason_names
from cards.ask import NAMES
from cards.elements import card, heading, paragraph, subtle
from cards.texts import Texts
from knowledge.gaps import DAYS, Gaps, Unanswered, Week
from knowledge.platform import Platform
from knowledge.statistics import ENOUGH, Statistics

_SHOWN: Final = 5
"""Topics, platforms and articles that are named; the rest is one figure."""

Line = tuple[str, int, int]
"""What was asked for, by how many people this week and last."""


def gaps_card(gaps: Gaps, texts: Texts) -> dict[str, Any]:
    """Show the report, with charts where they are known."""
    title = texts("What I cannot answer yet")
    period = texts(
        "{start} – {end}, and the week before",
        start=texts.date((gaps.until - timedelta(days=7)).date()),
        end=texts.date(gaps.until.date()),
    )
    figures = _figures(gaps, texts)
    body: list[CardElement] = [heading(title), subtle(period, spacing="None")]
    body.append(FactSet(facts=[Fact(title=name, value=value) for name, value in figures]))
    said = [f"{title}, {period}.", *(f"{name}: {value}." for name, value in figures)]
    for lead, lines in _sections(gaps, texts):
        body += [paragraph(f"**{lead}**", spacing="Medium"), _chart(lead, lines, texts)]
        said.append(f"{lead}: {'; '.join(_words(line, texts) for line in lines)}.")
    lead = texts("Least helpful articles of the past {days} days", days=str(DAYS))
    worst = _worst(gaps, texts)
    body.append(paragraph(f"**{lead}**", spacing="Medium"))
    for name, opinions in worst:
        body += [paragraph(name, spacing="Small"), subtle(opinions, spacing="None")]
    if not worst:
        none = texts("No article with at least {count} opinions was called unhelpful.", count=str(ENOUGH))
        body.append(paragraph(none, spacing="Small"))
        said.append(none)
    else:
        said.append(f"{lead}: {'; '.join(f'{name}: {opinions}' for name, opinions in worst)}.")
    return card(body, text=" ".join(said))


def _figures(gaps: Gaps, texts: Texts) -> list[tuple[str, str]]:
    """Name the figures of the week, each with that of the week before."""
    return [
        (texts("Questions"), _both(gaps, texts, lambda week: str(week.questions))),
        (texts("Answered without a person"), _both(gaps, texts, lambda week: _share(week.share, texts))),
        (texts("People without an answer"), _both(gaps, texts, lambda week: str(week.unanswered))),
        (texts("Median time to first answer"), _both(gaps, texts, lambda week: _span(week.first_answer, texts))),
    ]


def _both(gaps: Gaps, texts: Texts, figure: Callable[[Week], str]) -> str:
    return texts("{now} ({before} last week)", now=figure(gaps.this_week), before=figure(gaps.last_week))


def _share(share: float | None, texts: Texts) -> str:
    return texts("no figure") if share is None else texts.percent(share)


def _span(span: timedelta | None, texts: Texts) -> str:
    return texts("no figure") if span is None else texts.span(span)


def _sections(gaps: Gaps, texts: Texts) -> list[tuple[str, list[Line]]]:
    topics = _lines(gaps.topics, lambda slug: gaps.title(slug, texts.language), texts("No guess"), texts)
    platforms = _lines(gaps.platforms, _platform, texts("Device not named"), texts)
    sections = [
        (texts("Unanswered, by the topic I guessed"), topics),
        (texts("Unanswered, by device"), platforms),
    ]
    return [(lead, lines) for lead, lines in sections if lines]


def _platform(name: str) -> str:
    return NAMES[Platform(name)] if name in set(Platform) else name


def _lines(counts: Sequence[Unanswered], name: Callable[[str], str], none: str, texts: Texts) -> list[Line]:
    lines = [(name(each.name) if each.name else none, each.this_week, each.last_week) for each in counts]
    shown, rest = lines[:_SHOWN], lines[_SHOWN:]
    if len(rest) > 1:
        others = texts("{count} others", count=str(len(rest)))
        return [*shown, (others, sum(this for _, this, _ in rest), sum(last for _, _, last in rest))]
    return lines


def _chart(lead: str, lines: Sequence[Line], texts: Texts) -> CardElement:
    """Draw two bars a line, this week's and last week's; say the same in words where charts are unknown."""
    bars: list[HorizontalBarChartDataValue] = []
    for name, this, last in lines:
        before = texts("{name}, last week", name=name)
        bars.append(HorizontalBarChartDataValue(x=name, y=this, color="categoricalBlue"))
        bars.append(HorizontalBarChartDataValue(x=before, y=last, color="neutral"))
    words = [paragraph(_words(line, texts), spacing="Small") for line in lines]
    return HorizontalBarChart(
        title=lead, data=bars, display_mode="AbsoluteNoAxis", spacing="Small", fallback=Container(items=words)
    )


def _words(line: Line, texts: Texts) -> str:
    name, this, last = line
    return texts("{name}: {now} ({before} last week)", name=name, now=str(this), before=str(last))


def _worst(gaps: Gaps, texts: Texts) -> list[tuple[str, str]]:
    return [(gaps.title(each.slug, texts.language), _opinions(each, texts)) for each in gaps.worst[:_SHOWN]]


def _opinions(each: Statistics, texts: Texts) -> str:
    helped = texts("helped {helpful} of {all}", helpful=str(each.helpful), all=str(each.opinions))
    names = {reason.value: name for reason, name in reason_names(texts).items()}
    given = [f"{names[reason]} ({count})" for reason, count in _by_count(each, names)]
    return " · ".join([helped, *given])


def _by_count(each: Statistics, names: dict[str, str]) -> list[tuple[str, int]]:
    """List the known reasons, the most frequent first."""
    known = [(reason, count) for reason, count in each.reasons.items() if reason in names]
    return sorted(known, key=lambda item: -item[1])
