"""Photographs of real cameras with odd, broken and missing EXIF: the collection ianare/exif-samples (CC BY-SA 4.0).

It is not part of this repository: ``DIEBIAN_TEST_DATA`` names a folder with ``photos/exif_samples_88.tgz``.
"""

import os
import tarfile
from pathlib import Path

import pytest

from diebian.lib.pictures import read_picture

PACKED = Path(os.environ.get("DIEBIAN_TEST_DATA", "/nowhere")) / "photos" / "exif_samples_88.tgz"
# Its XMP holds a whole web page, which is one of the things that no photograph needs to carry.
REFUSED = {"BlueSquare.jpg"}

pytestmark = pytest.mark.skipif(not PACKED.is_file(), reason="DIEBIAN_TEST_DATA names no folder with them")


@pytest.mark.slow
def test_what_real_cameras_write_is_read_or_left_out_and_never_refused():
    with tarfile.open(PACKED) as pack:
        files = [(Path(one.name).name, pack.extractfile(one)) for one in pack if one.isfile()]
        read = {
            name: read_picture(file.read(), max_bytes=20 << 20)
            for name, file in files
            if file and name not in REFUSED
        }
    assert len(read) > 80
    assert read["DSCN0010.jpg"].latitude == pytest.approx(43.4674, abs=0.001)
    nokia = read["HMD_Nokia_8.3_5G.jpg"].taken_at
    assert nokia is not None
    assert nokia.isoformat() == "2022-08-14T14:12:31+03:00"
    assert read["67-0_length_string.jpg"].taken_at is None
    for picture in read.values():
        assert b"Exif" not in picture.display.content[:64]
