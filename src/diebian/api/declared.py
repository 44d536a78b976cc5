"""Large answers: told in the schema, not checked one by one on the way out."""

from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema


class Declared:
    """``Annotated[Any, Declared(shape)]``: the schema says ``shape``; what is given goes out as it is."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Anything passes."""
        return core_schema.any_schema()

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema of the shape; its parts become components like any other."""
        return handler(TypeAdapter(self.shape).core_schema)
