"""`python -m manifest pack`: make the Teams app package from options alone."""

import argparse
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from manifest.details import Details, PackingError
from manifest.package import FOLDER, pack, write, zipped

STAND_INS: Mapping[str, str] = {
    "website": "https://www.example.com",
    "privacy": "https://www.example.com/privacy",
    "terms": "https://www.example.com/terms",
    "developer": "Workplace IT",
}
"""What stands in the package for an option that was not given."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Pack as the arguments say; return 0, or 2 after saying what to mend."""
    options = _parser().parse_args(arguments)
    out: Path = options.out
    try:
        files = pack(_details(options))
        content = zipped(files)
        write(content, out)
    except PackingError as error:
        print(f"Nothing was packed:\n{_indented(str(error).splitlines())}", file=sys.stderr)
        return 2
    sizes = [f"{name} ({len(each):,} bytes)" for name, each in files.items()]
    print(f"Wrote {out} ({len(content):,} bytes):\n{_indented(sizes)}")
    for name, stand_in in STAND_INS.items():
        if getattr(options, name) is None:
            print(f"Without --{name} it says {stand_in!r}: give your company's own before you publish it.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m manifest", allow_abbrev=False)
    command = parser.add_subparsers(required=True, metavar="pack").add_parser(
        "pack", help="make the Teams app package", allow_abbrev=False
    )
    command.add_argument("--app-id", required=True, metavar="GUID", help="application (client) ID of the bot")
    command.add_argument(
        "--out", type=Path, default=Path("build/enrollment-bot.zip"), metavar="FILE", help="default: %(default)s"
    )
    command.add_argument("--website", metavar="URL", help="where employees find support")
    command.add_argument("--privacy", metavar="URL", help="your privacy notice")
    command.add_argument("--terms", metavar="URL", help="your terms of use")
    command.add_argument("--developer", metavar="NAME", help="who offers the bot, at most 32 characters")
    command.add_argument("--version", metavar="X.Y.Z", help="default: the version of this project")
    return parser


def _details(options: argparse.Namespace) -> Details:
    given = {
        name: stand_in if getattr(options, name) is None else getattr(options, name)
        for name, stand_in in STAND_INS.items()
    }
    version = _project_version() if options.version is None else options.version
    return Details(app_id=options.app_id, version=version, **given)


def _project_version() -> str:
    try:
        return tomllib.loads((FOLDER.parent / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise PackingError("--version: pyproject.toml does not tell it. Give it, such as --version 1.2.0.") from error


def _indented(lines: Sequence[str]) -> str:
    return "\n".join(f"  {line}" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
