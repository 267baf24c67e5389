"""Commands run on the three topics of `tests.knowledge.articles`, and the files they read."""

from collections.abc import Callable
from pathlib import Path

Run = Callable[..., tuple[int, str, str]]
"""The arguments after `python -m knowledge` → exit code, output, errors."""


def lines_file(tmp_path: Path, *lines: str, name: str = "questions.jsonl") -> Path:
    path = tmp_path / name
    path.write_text("\n".join([*lines, ""]), "utf-8")
    return path
