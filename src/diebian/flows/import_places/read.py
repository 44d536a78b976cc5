"""From a file to given rows: tables by their headings, GeoJSON by its properties. Knows no campaign."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from diebian.base.problems import FileRefused
from diebian.flows.import_places.terms import GivenPlace, PlaceFile
from diebian.flows.refused_tables import told_in_words
from diebian.lib.datum import Datum, Point
from diebian.lib.geojson import Feature, NotGeoJson, read_features
from diebian.lib.tables import LIMITS, as_text, clean_text, find_tables, match_columns, read_book

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("编号", "点位编号", "点位编码"),
    "name": ("点位名称", "名称", "点位"),
    "type": ("点位类型", "类型", "类别", "点位类别"),
    "address": ("地址", "详细地址", "位置", "具体位置"),
    "division_code": ("区划代码",),
    "subdistrict": ("街道", "所属街道", "所在街道", "街道办事处", "乡镇街道", "街道（乡镇）"),
    "community": ("社区", "所属社区", "所在社区", "社区（村）", "村（社区）", "社区村"),
    "responsible_unit": ("责任单位",),
    "lead_unit": ("牵头单位",),
    "keeper": ("点位长",),
    "leader": ("包联领导", "分包领导", "包保领导"),
    "longitude": ("经度", "longitude", "lng", "lon"),
    "latitude": ("纬度", "latitude", "lat"),
    "is_required_check": ("必检点位", "是否必检", "必检"),
}
SUFFIXES_OF_GEOJSON = (".geojson", ".json")


def read_places(source: Path | bytes | BinaryIO, *, file_name: str, datum: Datum) -> PlaceFile:
    """The rows of a file; its positions are in ``datum``. Raises ``FileRefused`` in words that say what to do."""
    content = _content(source, file_name)
    is_geojson = file_name.lower().endswith(SUFFIXES_OF_GEOJSON)
    rows = _features(content, file_name, datum) if is_geojson else _table_rows(content, file_name, datum)
    return PlaceFile(name=file_name, sha256=hashlib.sha256(content).hexdigest(), rows=list(rows))


def _content(source: Path | bytes | BinaryIO, file_name: str) -> bytes:
    """The whole file, refused when it is larger than any table may be."""
    if isinstance(source, bytes):
        content = source
    elif isinstance(source, Path):
        with source.open("rb") as file:
            content = file.read(LIMITS.file_bytes + 1)
    else:
        content = source.read(LIMITS.file_bytes + 1)
    if len(content) > LIMITS.file_bytes:
        raise FileRefused(
            name=file_name, reason=_("文件过大（上限 %(limit)s 字节）") % {"limit": LIMITS.file_bytes}
        )
    return content


# --- tables ----------------------------------------------------------------------------------------


def _table_rows(content: bytes, file_name: str, datum: Datum) -> Iterator[GivenPlace]:
    with told_in_words(file_name):
        tables = find_tables(read_book(content), COLUMNS)
    for table in tables:
        for row in table.rows:
            texts = {key: text for key in table.columns if (text := table.text(row, key))}
            position, faults = _position_in(texts, datum)
            yield GivenPlace(row.number, texts, table.sheet, position, faults)


def _position_in(texts: dict[str, str], datum: Datum) -> tuple[Point | None, tuple[str, ...]]:
    """The position that a row's two columns give; half a position, or words, is a fault."""
    longitude, latitude = texts.get("longitude", ""), texts.get("latitude", "")
    if not longitude and not latitude:
        return None, ()
    try:
        return Point(float(longitude), float(latitude), datum), ()
    except ValueError:
        fault = _("经度“%(longitude)s”、纬度“%(latitude)s”不是一对坐标")
        return None, (fault % {"longitude": longitude, "latitude": latitude},)


# --- GeoJSON ---------------------------------------------------------------------------------------


def _features(content: bytes, file_name: str, datum: Datum) -> Iterator[GivenPlace]:
    try:
        features = read_features(content)
    except NotGeoJson as fault:
        reason = _("不是 GeoJSON 要素集合（%(detail)s）") % {"detail": str(fault)[:100]}
        raise FileRefused(name=file_name, reason=reason) from fault
    for feature in features:
        yield _given(feature, datum)


def _given(feature: Feature, datum: Datum) -> GivenPlace:
    texts = _texts(feature.properties)
    if feature.position is None:
        kind = feature.geometry_type or _("无")
        fault = _("几何类型“%(kind)s”不能作为点位，须为点或面") % {"kind": kind}
        return GivenPlace(feature.number, texts, faults=(fault,))
    return GivenPlace(feature.number, texts, position=Point(*feature.position, datum))


def _texts(properties: Mapping[str, object]) -> dict[str, str]:
    """Properties by our columns: named by our keys, or as the headings of a table are."""
    names = list(properties)
    columns = match_columns(names, COLUMNS) | {
        name: names.index(name) for name in COLUMNS if name in properties
    }
    found = {key: properties[names[place]] for key, place in columns.items()}
    return {key: text for key, value in found.items() if (text := _text(value))}


def _text(value: object) -> str:
    """A property as a person reads it; lists and objects are no text."""
    return clean_text(as_text(value)) if isinstance(value, str | bool | int | float) else ""
