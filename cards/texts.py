"""Every text on screens, in the recipient's language.

English stands in the code; the others come from `cards/translations/<language>.po`, which any gettext editor opens.
"""

from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations
from babel.units import format_unit

TRANSLATIONS: Final = Path(__file__).parent / "translations"
LANGUAGES: Final = ("en", "sv")


class Texts:
    """The texts in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalog = _catalog(language)

    def __call__(self, message: str, **values: str) -> str:
        """Translate an English message, then fill in `{name}` placeholders."""
        translated = str(self._catalog.gettext(message))
        return translated.format(**values) if values else translated

    def date(self, day: date) -> str:
        """Write a date as people do: 22 Nov 2026."""
        return format_date(day, format="medium", locale=_LOCALES[self.language])

    def moment(self, moment: datetime) -> str:
        """Write a day and time as people do, by the clock that it is in: Tue 1 Dec 2026 09:00."""
        return format_datetime(moment, "EEE d MMM y HH:mm", tzinfo=moment.tzinfo, locale=_LOCALES[self.language])

    def number(self, number: int) -> str:
        """Write a whole number: 1,234."""
        return format_decimal(number, locale=_LOCALES[self.language])

    def percent(self, share: float) -> str:
        """Write a share in whole percents: 83%."""
        return format_percent(share, locale=_LOCALES[self.language])

    def span(self, span: timedelta) -> str:
        """Write a length of time in its two largest units: 1 hour 30 minutes."""
        minutes = round(span / timedelta(minutes=1))
        hours, days = minutes // 60, minutes // (24 * 60)
        parts = [("day", days), ("hour", hours % 24)] if days else [("hour", hours), ("minute", minutes % 60)]
        shown = [(unit, count) for unit, count in parts if count] or parts[-1:]
        locale = _LOCALES[self.language]
        return " ".join(format_unit(count, f"duration-{unit}", locale=locale) for unit, count in shown)


_LOCALES: Final = {"en": "en_GB", "sv": "sv_SE"}


def texts_in(language: str) -> Texts:
    """Get the texts in a language; in English when there are none in it."""
    return _read(language if language in LANGUAGES else "en")


@cache
def _read(language: str) -> Texts:
    return Texts(language)


def _catalog(language: str) -> NullTranslations:
    path = TRANSLATIONS / f"{language}.po"
    if not path.exists():
        return NullTranslations()
    binary = BytesIO()
    with path.open("rb") as file:
        write_mo(binary, read_po(file, locale=language))
    binary.seek(0)
    return Translations(binary)
