"""The zip that an administrator uploads to Teams."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from manifest.details import Details, Json, PackingError, fill
from manifest.rules import ICON_SIZES, icon_faults, manifest_faults

FOLDER = Path(__file__).parent

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip can tell: the same for every file, so that equal contents give equal bytes."""


def pack(details: Details, folder: Path = FOLDER) -> Mapping[str, bytes]:
    """Return the package's files by name, checked. Raises `PackingError` with every fault found."""
    manifest = fill(_template(folder), details)
    icons = {name: _read(folder / name) for name in ICON_SIZES}
    faults = manifest_faults(manifest) + [fault for name, png in icons.items() for fault in icon_faults(name, png)]
    if faults:
        raise PackingError("\n".join(faults))
    return {"manifest.json": (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode(), **icons}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip with the files at its root, the same bytes on every machine."""
    buffer = io.BytesIO()
    # Stored, not deflated: what deflate writes differs between versions of zlib, and the files are small.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def write(content: bytes, path: Path) -> None:
    """Write the zip, making its folder. Raises `PackingError` when the place cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise PackingError(f"--out: cannot write {path}: {error.strerror}. Name a file in another folder.") from error


def _template(folder: Path) -> Json:
    try:
        return json.loads(_read(folder / "manifest.json"))
    except UnicodeDecodeError as error:
        raise PackingError("manifest.json: is not UTF-8. Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise PackingError(f"manifest.json, line {error.lineno}: {error.msg}. Mend the JSON there.") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PackingError(f"{path.name}: cannot be read: {error.strerror}. Put it back in {path.parent}.") from error
