"""Draw the app's two icons anew: `python -m manifest.draw_icons`. Needs Pillow, a development dependency."""

from pathlib import Path

from PIL import Image, ImageDraw

from manifest.package import FOLDER

SCALE = 8
"""Shapes are drawn this many times larger and averaged down, which smooths their edges."""

BACKGROUND = (11, 85, 99)
"""The manifest's `accentColor`, #0B5563."""

WHITE = (255, 255, 255)
MINT = (126, 231, 190)

Box = tuple[float, float, float, float]
Point = tuple[float, float]


class Stencil:
    """Where one colour goes: shapes in the icon's own pixels, drawn at `SCALE`."""

    def __init__(self, size: int) -> None:
        """Begin with nothing covered."""
        self._image = Image.new("L", (size * SCALE, size * SCALE), 0)
        self._draw = ImageDraw.Draw(self._image)

    def block(self, box: Box, radius: float, ink: int = 255) -> None:
        """Fill a rounded box; `ink` 0 clears it instead."""
        left, top, right, bottom = (edge * SCALE for edge in box)
        # Pillow counts the last pixel in.
        self._draw.rounded_rectangle((left, top, right - 1, bottom - 1), radius * SCALE, fill=ink)

    def frame(self, box: Box, radius: float, width: float) -> None:
        """Draw a rounded box that is empty inside."""
        left, top, right, bottom = box
        self.block(box, radius)
        self.block((left + width, top + width, right - width, bottom - width), max(radius - width, 0), ink=0)

    def stroke(self, points: list[Point], width: float) -> None:
        """Draw a line with round ends and corners."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill=255, width=round(width * SCALE))
        for x, y in scaled:
            self._draw.circle((x, y), width * SCALE / 2, fill=255)

    def mask(self) -> Image.Image:
        """Return the coverage at the icon's own size."""
        return self._image.reduce(SCALE)


def color_icon() -> Image.Image:
    """Draw laptop, phone and check mark within the middle 120 × 120 of a full square."""
    devices = Stencil(192)
    devices.frame((42, 53, 138, 121), radius=10, width=8)
    devices.block((36, 127, 138, 137), radius=5)
    devices.block((107, 68, 162, 152), radius=15, ink=0)
    devices.frame((114, 75, 156, 139), radius=10, width=8)
    devices.block((129, 122, 141, 126), radius=2)
    check = Stencil(192)
    check.stroke([(60, 88), (73, 101), (98, 73)], width=10)
    icon = Image.new("RGB", (192, 192), BACKGROUND)
    icon.paste(WHITE, mask=devices.mask())
    icon.paste(MINT, mask=check.mask())
    return icon


def outline_icon() -> Image.Image:
    """Draw the same symbol in white on transparent, with edges on whole pixels."""
    symbol = Stencil(32)
    symbol.frame((3, 5, 26, 22), radius=3, width=2)
    symbol.block((1, 24, 26, 26), radius=1)
    symbol.block((18, 9, 32, 29), radius=3, ink=0)
    symbol.frame((20, 11, 31, 27), radius=3, width=2)
    symbol.block((24, 22, 27, 23), radius=0)
    symbol.stroke([(8, 14), (11, 17), (16, 11)], width=2)
    icon = Image.new("RGBA", (32, 32), (*WHITE, 0))
    icon.putalpha(symbol.mask())
    return icon


def draw(folder: Path) -> None:
    """Write both icons into the folder, over the old ones."""
    color_icon().save(folder / "color.png", optimize=True)
    outline_icon().save(folder / "outline.png", optimize=True)


if __name__ == "__main__":
    draw(FOLDER)
