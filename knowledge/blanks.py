"""Placeholders in the texts: where they may stand, and which of them a company has not filled in."""

import re
from collections.abc import Iterator
from typing import Final

from knowledge.article import LANGUAGES, Article, Fault
from knowledge.company import FACTS, Company, labels, placeholders
from knowledge.faults import Text, fault_in
from knowledge.library import ELSEWHERE, Library

_BRACES: Final = re.compile(r"\{([^{}\n]*)\}")
_STEP: Final = re.compile(r"\s*\d+[.)]\s")


def unknown_placeholders(library: Library) -> Iterator[Fault]:
    """Find what stands in braces and is no fact: it would be shown as it is."""
    for text in (*library, *library.elsewhere):
        for line, part in _parts(text):
            for name in _BRACES.findall(part):
                if name not in labels():
                    message = f"{{{name}}}: there is no such fact; {FACTS.name} lists them"
                    yield Fault(path=text.path, line=line, message=message)


def misplaced_placeholders(library: Library) -> Iterator[Fault]:
    """Find placeholders in what must stand whatever is filled in: the first paragraph, and the steps."""
    for text in (*library, *library.elsewhere):
        (_, body), *sections = _parts(text)
        for name in placeholders(body.split("\n\n")[0]):
            yield fault_in(text, "body", f"{{{name}}}: the first paragraph must do without")
        for line, part in sections:
            steps = [step for step in part.split("\n") if _STEP.match(step)]
            for name in placeholders("\n".join(steps)):
                yield Fault(path=text.path, line=line, message=f"{{{name}}}: a step must do without")


def not_filled_in(library: Library, company: Company) -> Iterator[str]:
    """Tell which facts the texts ask for and the company has not told, and what happens instead."""
    for name in labels():
        missing = [language for language in LANGUAGES if language not in company.facts.get(name, {})]
        texts = [text for text in (*library, *library.elsewhere) if text.language in missing and _asks(text, name)]
        if not texts:
            continue
        where = sorted({text.slug for text in texts if isinstance(text, Article)})
        instead = "people are sent to the helpdesk for it" if where else "its line is left out"
        where += sorted({f"{ELSEWHERE}/{text.slug}" for text in texts if not isinstance(text, Article)})
        fact = name if len(missing) == len(LANGUAGES) else f"{name} in {', '.join(missing)}"
        yield f"not filled in: {fact} ({', '.join(where)}): {instead}"


def _asks(text: Text, name: str) -> bool:
    return any(name in placeholders(part) for _, part in _parts(text))


def _parts(text: Text) -> list[tuple[int, str]]:
    """Split a body at its headings, each part with the line of its heading, the first with that of the body."""
    if not isinstance(text, Article):
        return [(text.lines["body"], text.text)]
    sections = [(section.line, section.text) for section in text.sections]
    return [(text.lines["body"], text.short_answer), *sections]
