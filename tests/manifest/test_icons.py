from pathlib import Path

import pytest
from PIL import Image, ImageChops

from manifest.draw_icons import BACKGROUND, draw
from manifest.package import FOLDER


def opened(path: Path, mode: str) -> Image.Image:
    with Image.open(path) as image:
        assert image.format == "PNG"
        return image.convert(mode)


def test_the_color_icon_is_a_full_square_of_192_pixels() -> None:
    icon = opened(FOLDER / "color.png", "RGBA")
    assert icon.size == (192, 192)
    assert icon.getchannel("A").getextrema() == (255, 255)


def test_the_symbol_of_the_color_icon_keeps_within_the_middle_120_pixels() -> None:
    icon = opened(FOLDER / "color.png", "RGB")
    symbol = ImageChops.difference(icon, Image.new("RGB", icon.size, BACKGROUND)).getbbox()
    assert symbol is not None
    left, top, right, bottom = symbol
    assert min(left, top) >= 36
    assert max(right, bottom) <= 156


def test_every_pixel_of_the_outline_icon_is_white_or_transparent() -> None:
    icon = opened(FOLDER / "outline.png", "RGBA")
    red, green, blue, _ = icon.split()
    assert icon.size == (32, 32)
    assert {red.getextrema(), green.getextrema(), blue.getextrema()} == {(255, 255)}


def test_the_outline_icon_is_seen_and_seen_through() -> None:
    alpha = opened(FOLDER / "outline.png", "RGBA").getchannel("A")
    assert alpha.getextrema() == (0, 255)
    assert all(alpha.getpixel(corner) == 0 for corner in [(0, 0), (31, 0), (0, 31), (31, 31)])


@pytest.mark.parametrize("name", ["color.png", "outline.png"])
def test_the_icons_are_what_the_script_draws(name: str, tmp_path: Path) -> None:
    draw(tmp_path)
    drawn, kept = opened(tmp_path / name, "RGBA"), opened(FOLDER / name, "RGBA")
    assert drawn.tobytes() == kept.tobytes()
