"""Where a fault stands in an article, or in a kind of questions from elsewhere."""

from knowledge.article import Article, Fault
from knowledge.elsewhere import Elsewhere
from knowledge.library import ELSEWHERE

Text = Article | Elsewhere


def fault_in(text: Text, field: str, message: str) -> Fault:
    """Make the fault of a field of front matter, of one question (`questions.3`), or of the `body`."""
    return Fault(path=text.path, line=text.lines.get(field, 1), message=message)


def place_of(text: Text) -> str:
    """Name a text as its path does: `en/enroll-ios`, `elsewhere/sv/payroll`."""
    place = f"{text.language}/{text.slug}"
    return f"{ELSEWHERE}/{place}" if isinstance(text, Elsewhere) else place
