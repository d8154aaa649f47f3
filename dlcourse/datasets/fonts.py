"""Pictures of characters in the fonts that matplotlib carries: the templates that glyphs are drawn from."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from ..errors import CourseError

# The faces in matplotlib (3.10 and 3.11 have the same files) with all letters and ordinary digits; cmmi10's
# are old-style, its 1 like an I. Faces are held out as wholes: none is in two parts.
FACES = {
    "train": (
        "DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique",
        "DejaVuSansMono", "DejaVuSansMono-Oblique", "DejaVuSansMono-BoldOblique",
        "DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-BoldItalic",
        "STIXGeneralBol", "cmb10", "cmr10",
    ),
    "validation": ("DejaVuSans-BoldOblique", "STIXGeneralItalic", "cmtt10"),
    "test": ("DejaVuSansMono-Bold", "DejaVuSerif-Italic", "STIXGeneral", "STIXGeneralBolIta", "cmss10"),
}  # fmt: skip

SIZE = 64  # rows and columns of a template
CAPITAL = 40  # height of a capital H in template pixels
LARGEST = 48  # what is wider or higher, such as a bold W or a j, is made smaller until it fits
FINER = 4  # templates are drawn so many times larger first, then averaged


def templates(characters: str, faces: tuple[str, ...]) -> np.ndarray:
    """Draw each character in each face, white on black, in the middle of a square.

    Returns:
        uint8, shape (faces, characters, SIZE, SIZE).

    Raises:
        CourseError: if matplotlib's fonts are not where they should be.
    """
    return np.stack([_drawn_in(face, characters) for face in faces])


def _drawn_in(face: str, characters: str) -> np.ndarray:
    from PIL import ImageFont

    path = _folder() / f"{face}.ttf"
    try:
        content = (
            path.read_bytes()
        )  # given a path, PIL would take a namesake among the system's fonts as well
    except OSError as error:
        raise CourseError(
            f"glyphs need the font {path.name} that matplotlib carries, but {path.parent} does not have it: "
            "install matplotlib again"
        ) from error

    def font_of(size: float) -> ImageFont.FreeTypeFont:
        # Basic layout: the other engine is not on every machine, and single characters do not need it.
        return ImageFont.truetype(io.BytesIO(content), round(size), layout_engine=ImageFont.Layout.BASIC)

    _, top, _, bottom = font_of(200).getbbox("H", anchor="ls")
    size = 200 * CAPITAL * FINER / (bottom - top)
    drawn = []
    for character in characters:
        left, top, right, bottom = font_of(size).getbbox(character, anchor="ls")
        fitting = min(1.0, LARGEST * FINER / max(right - left, bottom - top))
        drawn.append(_template(character, font_of(size * fitting)))
    return np.stack(drawn)


def _template(character: str, font: object) -> np.ndarray:
    from PIL import Image, ImageDraw

    side = SIZE * FINER
    picture = Image.new("L", (side, side), 0)
    left, top, right, bottom = font.getbbox(character, anchor="ls")
    corner = ((side - left - right) // 2, (side - top - bottom) // 2)
    ImageDraw.Draw(picture).text(corner, character, font=font, fill=255, anchor="ls")
    blocks = np.asarray(picture, dtype=np.int64).reshape(SIZE, FINER, SIZE, FINER)
    return _softened(blocks.sum(axis=(1, 3)) // FINER**2).astype(np.uint8)


def _softened(image: np.ndarray) -> np.ndarray:
    # A template has two pixels per glyph pixel, and sampling reads between four of them: without softening,
    # hairlines thinner than a glyph pixel would come and go. Whole numbers only: equal on every machine.
    for axis in (0, 1):
        image = (np.roll(image, 1, axis) + 2 * image + np.roll(image, -1, axis)) // 4
    return image


def _folder() -> Path:
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"
