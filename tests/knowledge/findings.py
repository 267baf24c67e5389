"""What a finding shows, in short."""

from knowledge.answering import Finding


def shown(finding: Finding) -> tuple[str, str, str] | None:
    """The outcome, and the topic and language of the article shown."""
    article = finding.article
    return (finding.outcome, article.slug, article.language) if article else None


def slugs(finding: Finding) -> list[str]:
    return [article.slug for article in finding.suggestions]
