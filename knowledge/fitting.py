"""Fitting in a process of its own: the bot goes on answering, and never holds scikit-learn in memory."""

import asyncio
import hashlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

import numpy as np

from knowledge.answering import Answerer
from knowledge.cache import Cache, Halves
from knowledge.calibrate import QUESTIONS, read_folder
from knowledge.confidence import WEIGHTS, Calibration, read_calibration
from knowledge.embeddings import Meanings, Vectors, meanings
from knowledge.examples import examples

_log = logging.getLogger(__name__)

_SECONDS: Final = 300.0

_TOGETHER: Final = 100
"""Questions that are compared with all texts at once."""


async def run_module(name: str, *arguments: str) -> bool:
    """Run a module of ours; `False` if it fails, which is logged."""
    with TemporaryFile() as said:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", name, *arguments, stderr=said, stdin=asyncio.subprocess.DEVNULL
        )
        try:
            async with asyncio.timeout(_SECONDS):
                await child.wait()
        except TimeoutError:
            _log.error("%s has not ended after %.0f s", name, _SECONDS)
            return False
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
            # CPython 3.11 closes the transport one round of the loop after the child has ended.
            await asyncio.sleep(0)
        if child.returncode:
            said.seek(0)
            _log.error("%s failed: %s", name, said.read().decode(errors="replace")[-2_000:])
        return child.returncode == 0


async def learn(answerer: Answerer, cache: Cache, vectors: Vectors | None = None) -> None:
    """Give the answerer its classifier, fitted first if that was not done yet; then let embeddings join.

    Without them it finds a little less.
    """
    texts = answerer.known.texts
    margins = cache.margins(texts)
    if margins is None and cache.texts(texts).exists():
        _log.info("the search learns its texts, which takes some seconds; it answers meanwhile")
        await run_module("knowledge.classifier", str(cache.texts(texts)), str(cache.fitted(texts)))
        margins = cache.margins(texts)
    if margins is not None:
        answerer.learn(margins)
        _log.info("the search knows %d texts", len(texts))
    if vectors is not None:
        await join(answerer, cache, vectors)


async def join(answerer: Answerer, cache: Cache, vectors: Vectors, folder: Path = QUESTIONS) -> None:
    """Let embeddings join the search, once all texts have theirs and it is known how sure they make it."""
    texts, questions = examples(answerer.library), read_folder(folder)
    found = await vectors.vectors_of([*(each.text for each in texts), *(each.question for each in questions)])
    joined = await asyncio.to_thread(meanings, texts, found)
    path = cache.calibration(vectors.model, texts, await asyncio.to_thread(_fitted_to, folder))
    with_classifier = answerer.search.margins is not None
    calibration = _read(path, with_classifier=with_classifier)
    if calibration is None:
        files = (cache.texts(texts), cache.fitted(texts), folder)
        await _calibrate(path, files, joined, [found[each.question] for each in questions])
        calibration = _read(path, with_classifier=with_classifier)
    if calibration is not None:
        answerer.trust(calibration)
        vectors.begin(joined)
        _log.info("embeddings have joined the search")


async def _calibrate(path: Path, files: Sequence[Path], joined: Meanings, asked: Sequence[Halves]) -> None:
    """Write the calibration of a search with embeddings, in the place of one for other texts, if that can be done."""
    near = path.with_suffix(f".{os.getpid()}.npz")
    try:
        await asyncio.to_thread(_write_near, near, joined, asked)
    except OSError as error:
        _log.warning("the search goes on without embeddings, because %s cannot be written: %s", near, error)
        return
    try:
        for old in path.parent.glob("*.json"):
            old.unlink(missing_ok=True)
        await run_module("knowledge.calibrate", *map(str, [*files, near, path]))
    finally:
        near.unlink(missing_ok=True)


def _fitted_to(folder: Path) -> bytes:
    """Name what a calibration follows from, beside the texts: the questions, and the signals that our own has."""
    paths = (WEIGHTS, *sorted(folder.glob("*.jsonl")))
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).digest()


def _read(path: Path, *, with_classifier: bool) -> Calibration | None:
    try:
        calibration = read_calibration(path)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        _log.warning("%s cannot be read and is made again: %s", path, error)
        return None
    needed = "lexical+classifier+vectors" if with_classifier else "lexical+vectors"
    return calibration if needed in calibration else None


def _write_near(path: Path, joined: Meanings, asked: Sequence[Halves]) -> None:
    parts = (np.stack(asked[start : start + _TOGETHER]) for start in range(0, len(asked), _TOGETHER))
    near = np.concatenate([joined.near(part.astype(np.float32)) for part in parts])
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, near=near)
