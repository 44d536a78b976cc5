"""Make a labelled set of pictures for measuring how well nearly the same photograph is found again.

    python tools/make_photo_set.py FOLDER [--scenes 120] [--seed 1] [--real PHOTOS]

Street scenes are drawn (rough ground, sky, buildings, trees, cars, rubbish), so that two scenes are of one kind and yet
not one picture. ``--real`` adds real photographs from the two packed collections named in docs/evidence.md, which are
not part of this repository. For each picture every change of ``CHANGES`` is made; ``labels.json`` says what is what.
The same seed gives the same set. Needs Pillow alone.
"""

import argparse
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

SIZE = (960, 720)
REAL = ("exif_samples_88.tgz", "pdq_testdata.tgz")
SMALLEST = 240
# Of one picture turned or worked over in several ways, one is enough: the others are its changed copies.
TAKEN_ONCE = ("landscape_1", "portrait_1", "aaa-orig")
COPIES = ("orientation/", "exif-rotn", "/dih/", "bridge-mods", "/modes/", "_NO.jpg", "corrupted", "invalid")
Change = Callable[[Image.Image, Random], Image.Image]


def noise(rng: Random, size: tuple[int, int], *, coarse: int = 4, octaves: int = 6) -> Image.Image:
    """Grey clouds: random grids of doubling fineness laid over each other, as rough surfaces look."""
    sum_of_all = Image.new("L", size, 128)
    for octave in range(octaves):
        edge = coarse * 2**octave
        grid = Image.frombytes("L", (edge, edge), rng.randbytes(edge * edge))
        sum_of_all = Image.blend(sum_of_all, grid.resize(size, Image.Resampling.BICUBIC), 0.42 * 0.72**octave)
    return ImageOps.autocontrast(sum_of_all, cutoff=1)


def surface(rng: Random, size: tuple[int, int], dark: str, light: str, *, coarse: int = 4) -> Image.Image:
    """Rough ground, wall or leaves between two colours."""
    return ImageOps.colorize(noise(rng, size, coarse=coarse), dark, light)


def scene(seed: str, *, later: bool = False) -> Image.Image:
    """A street. ``later``: the same street from about the same stand on another day, cleaned up, in other light."""
    rng, other = Random(seed), Random(f"{seed}/later" if later else f"{seed}/now")  # noqa: S311
    horizon = rng.randrange(SIZE[1] * 3 // 10, SIZE[1] * 6 // 10)
    image = surface(other, SIZE, "#8fa6bd", "#e4ebf0", coarse=2)
    _buildings(image, rng, horizon)
    ground = surface(rng, (SIZE[0], SIZE[1] - horizon), *rng.choice(GROUNDS), coarse=rng.choice((3, 6, 12)))
    image.paste(ground, (0, horizon))
    _kerb(image, rng, horizon)
    for _ in range(rng.randrange(1, 5)):
        _tree(image, rng, horizon)
    for _ in range(other.randrange(0, 4)):
        _car(image, other, horizon)
    if not later:
        for _ in range(other.randrange(8, 50)):
            _rubbish(image, other, horizon)
    return _as_taken(image, other)


GROUNDS = (("#4f4c48", "#a8a49b"), ("#5d5346", "#b7a88f"), ("#45533a", "#8f9a6d"), ("#6b6a6a", "#c4c1bb"))
WALLS = (("#8c7a5f", "#d6c6a8"), ("#7d3f2d", "#c07a5d"), ("#9a968c", "#e6e2d8"), ("#5d7285", "#a9bac6"))


def _buildings(image: Image.Image, rng: Random, horizon: int) -> None:
    left = -rng.randrange(0, 80)
    while left < SIZE[0]:
        width, top = rng.randrange(120, 340), rng.randrange(10, max(20, horizon - 60))
        wall = surface(rng, (width, horizon - top + 4), *rng.choice(WALLS), coarse=3)
        _windows(wall, rng)
        image.paste(wall, (left, top))
        left += width + rng.choice((0, 0, 24, 70))


def _windows(wall: Image.Image, rng: Random) -> None:
    draw = ImageDraw.Draw(wall)
    wide, high = rng.randrange(18, 46), rng.randrange(22, 52)
    for x in range(rng.randrange(8, 24), wall.width - wide, wide + rng.randrange(12, 30)):
        for y in range(rng.randrange(8, 24), wall.height - high, high + rng.randrange(14, 34)):
            shade = rng.randrange(30, 150)
            draw.rectangle((x, y, x + wide, y + high), fill=(shade, shade + 12, shade + 24))
            if rng.random() < 0.3:
                draw.rectangle((x, y + high // 2, x + wide // 2, y + high), fill=(210, 205, 190))


def _kerb(image: Image.Image, rng: Random, horizon: int) -> None:
    draw = ImageDraw.Draw(image)
    left, right = rng.randrange(-400, 500), rng.randrange(300, 1400)
    draw.line((left, SIZE[1], right, horizon), fill="#cfccc4", width=rng.randrange(4, 16))
    for step in range(rng.randrange(0, 9)):
        y = horizon + (step + 1) * (SIZE[1] - horizon) // 9
        draw.line((0, y, SIZE[0], y + rng.randrange(-20, 20)), fill="#8b877f", width=2)


def _tree(image: Image.Image, rng: Random, horizon: int) -> None:
    size, x = rng.randrange(90, 300), rng.randrange(0, SIZE[0])
    foot = horizon + rng.randrange(0, 60)
    ImageDraw.Draw(image).rectangle((x - size // 24, foot - size, x + size // 24, foot), fill="#4f3b28")
    leaves = surface(rng, (size, size), "#1f3a1a", "#7ba05b", coarse=6)
    shape = noise(rng, (size, size), coarse=3).point(lambda v: 255 if v > 96 else 0)
    round_ = Image.new("L", (size, size))
    ImageDraw.Draw(round_).ellipse((0, 0, size, size), fill=255)
    image.paste(leaves, (x - size // 2, foot - size - size // 2), Image.composite(shape, round_, round_))


def _car(image: Image.Image, rng: Random, horizon: int) -> None:
    size, draw = rng.randrange(90, 240), ImageDraw.Draw(image)
    x, y = rng.randrange(-40, SIZE[0]), horizon + rng.randrange(10, 130)
    colour = rng.choice(("#e8e8e6", "#30343a", "#8d1f1f", "#2b4a7a", "#b9bcbf"))
    draw.rounded_rectangle((x, y - size // 4, x + size, y), radius=size // 16, fill=colour)
    draw.rounded_rectangle(
        (x + size // 5, y - size * 2 // 5, x + size * 4 // 5, y - size // 5), size // 18, "#1f2a33"
    )
    for wheel in (x + size // 5, x + size * 4 // 5):
        draw.ellipse((wheel - size // 10, y - size // 12, wheel + size // 10, y + size // 9), fill="#151515")


def _rubbish(image: Image.Image, rng: Random, horizon: int) -> None:
    x, y, size = rng.randrange(0, SIZE[0]), rng.randrange(horizon + 20, SIZE[1]), rng.randrange(6, 44)
    corners = [(x + rng.randrange(-size, size), y + rng.randrange(-size, size) // 2) for _ in range(5)]
    ImageDraw.Draw(image).polygon(
        corners, fill=rng.choice(("#f2efe6", "#d14b3a", "#3b6fb5", "#e2b93b", "#2f2a26"))
    )


def _as_taken(image: Image.Image, rng: Random) -> Image.Image:
    """Light of the day, soft lens, grain, a hand that never stands twice on one spot, JPEG."""
    lit = ImageEnhance.Brightness(image).enhance(rng.uniform(0.75, 1.15))
    edge = rng.randrange(0, 30), rng.randrange(0, 24)
    framed = lit.crop((edge[0], edge[1], SIZE[0] - 30 + edge[0], SIZE[1] - 24 + edge[1]))
    soft = framed.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.1)))
    grain = Image.frombytes("L", soft.size, rng.randbytes(soft.width * soft.height)).convert("RGB")
    return recompressed(Image.blend(soft, grain, 0.05), 88)


def recompressed(image: Image.Image, quality: int) -> Image.Image:
    """Through JPEG and back."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    with Image.open(out) as read:
        return read.convert("RGB")


def cropped(image: Image.Image, rng: Random, *, side: float) -> Image.Image:
    """A part whose sides are ``side`` of the whole's, from anywhere in it."""
    width, height = round(image.width * side), round(image.height * side)
    x, y = rng.randint(0, image.width - width), rng.randint(0, image.height - height)
    return image.crop((x, y, x + width, y + height))


def below_cut(image: Image.Image, rng: Random, *, share: float) -> Image.Image:
    """Without its lowest part, as one cuts off a stamped time and place."""
    return image.crop((0, 0, image.width, round(image.height * (1 - share))))


def stamped(image: Image.Image, rng: Random, *, share: float, alpha: int = 255) -> Image.Image:
    """With a bar of time and place over its lowest part, as a watermark camera adds."""
    high = round(image.height * share)
    bar = Image.new("RGBA", (image.width, high), (16, 24, 40, alpha))
    draw = ImageDraw.Draw(bar)
    text = f"2017-08-{rng.randrange(1, 30):02d} {rng.randrange(8, 19):02d}:{rng.randrange(60):02d}  35.2{rng.randrange(999)} N"
    draw.text((high // 4, high // 4), text, fill="white", font_size=max(8, high // 3))
    whole = image.convert("RGBA")
    whole.alpha_composite(bar, (0, image.height - high))
    return whole.convert("RGB")


def framed(image: Image.Image, rng: Random) -> Image.Image:
    """A screenshot of the picture: black above and below."""
    return ImageOps.expand(image, border=(0, image.height // 4), fill="black")


CHANGES: dict[str, Change] = {
    "recompressed q60": lambda image, rng: recompressed(image, 60),
    "recompressed q30": lambda image, rng: recompressed(image, 30),
    "half size": lambda image, rng: image.resize((image.width // 2, image.height // 2)),
    "quarter size": lambda image, rng: image.resize((image.width // 4, image.height // 4)),
    "brighter 20 %": lambda image, rng: ImageEnhance.Brightness(image).enhance(1.2),
    "darker 20 %": lambda image, rng: ImageEnhance.Brightness(image).enhance(0.8),
    "more contrast": lambda image, rng: ImageEnhance.Contrast(image).enhance(1.3),
    "grey": lambda image, rng: image.convert("L").convert("RGB"),
    "mirrored": lambda image, rng: ImageOps.mirror(image),
    "cropped to 95 % of the sides": lambda image, rng: cropped(image, rng, side=0.95),
    "cropped to 90 % of the sides": lambda image, rng: cropped(image, rng, side=0.9),
    "cropped by 25 % of the area": lambda image, rng: cropped(image, rng, side=0.866),
    "cropped to 75 % of the sides": lambda image, rng: cropped(image, rng, side=0.75),
    "lowest 15 % cut off": lambda image, rng: below_cut(image, rng, share=0.15),
    "watermark bar 12 %": lambda image, rng: stamped(image, rng, share=0.12),
    "see-through bar 20 %": lambda image, rng: stamped(image, rng, share=0.2, alpha=150),
    "screenshot": framed,
    "turned by 2 degrees": lambda image, rng: image.rotate(2, Image.Resampling.BICUBIC),
    "mirrored, cropped by 25 %, q40": lambda image, rng: recompressed(
        ImageOps.mirror(cropped(image, rng, side=0.866)), 40
    ),
}


def scenes(count: int, *, seed: int) -> Iterator[tuple[str, Image.Image]]:
    """(name, picture) of ``count`` drawn streets."""
    for number in range(count):
        yield f"scene-{number:04d}", scene(f"{seed}/{number}")


def real_photos(folder: Path) -> Iterator[tuple[str, Image.Image]]:
    """(name, picture) of the real photographs in the packed collections in ``folder``, each motif once."""
    for packed in REAL:
        with tarfile.open(folder / packed) as pack:
            for one in sorted(pack.getmembers(), key=lambda one: one.name):
                if not one.isfile() or not one.name.lower().endswith(("jpg", "jpeg")) or _is_copy(one.name):
                    continue
                if image := _read(pack.extractfile(one)):
                    yield Path(one.name).stem, image


def _is_copy(name: str) -> bool:
    return any(word in name for word in COPIES) and not any(word in name for word in TAKEN_ONCE)


def _read(file: io.IOBase | None) -> Image.Image | None:
    try:
        image = ImageOps.exif_transpose(Image.open(file)).convert("RGB")  # type: ignore[arg-type]
    except OSError:
        return None
    image.thumbnail((1600, 1600))
    return image if max(image.size) >= SMALLEST and min(image.size) >= SMALLEST // 2 else None


def changed(name: str, image: Image.Image, change: str) -> Image.Image:
    """``image`` changed as ``change`` says, by luck that its name fixes."""
    return CHANGES[change](image, Random(f"{name}/{change}"))  # noqa: S311


def main() -> None:
    """Write the set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scenes", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", type=Path)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    labels = []
    for name, image in [
        *scenes(given.scenes, seed=given.seed),
        *(real_photos(given.real) if given.real else ()),
    ]:
        image.save(given.folder / f"{name}.jpg", quality=92)
        for number, change in enumerate(CHANGES):
            file = f"{name}-{number:02d}.jpg"
            changed(name, image, change).save(given.folder / file, quality=85)
            labels.append({"file": file, "same_as": f"{name}.jpg", "change": change})
    (given.folder / "labels.json").write_text(json.dumps(labels, ensure_ascii=False, indent=1))
    print(f"{len(labels)} changed copies in {given.folder}")


if __name__ == "__main__":
    main()
