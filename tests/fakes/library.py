"""The project's articles, with the facts of the fictitious company."""

from functools import cache
from pathlib import Path

from knowledge.company import read_company
from knowledge.library import Library, load_library

SAMPLE = Path(__file__).parent.parent.parent / "company.sample.toml"


@cache
def library() -> Library:
    """Read them, once for all tests."""
    return load_library().filled(read_company(SAMPLE))
