"""导入点位: places from Excel, CSV or GeoJSON. The dry run tells every row's fate; the import then does just that.

    file = read_places(Path("点位.xlsx"), file_name="点位.xlsx", datum=Datum.GCJ02)
    check = check_places(file=file, campaign=campaign, by=user, at=now)      # writes nothing
    check = import_places(file=file, campaign=campaign, by=user, at=now, is_partial=False)

The same file twice changes nothing. What is matched with what: docs/places.md.
"""

from diebian.flows.import_places.judge import check_places
from diebian.flows.import_places.read import COLUMNS, read_places
from diebian.flows.import_places.terms import Fate, GivenPlace, JudgedPlace, PlaceFile, PlacesCheck
from diebian.flows.import_places.write import import_places

__all__ = [
    "COLUMNS", "Fate", "GivenPlace", "JudgedPlace", "PlaceFile", "PlacesCheck", "check_places", "import_places",
    "read_places",
]  # fmt: skip
