"""Annotations of the published language: open lists of codes, decimals as text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_after_validator_function

OTHER = ("其他", "Other")
"""What a code is called that this release does not know."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The known codes of one kind with their Chinese and English names.

    As an annotation of a string it lets every code pass (a newer producer may know more) and
    writes the known ones into the JSON Schema as ``x-extensible-enum``.
    """

    name: str
    labels: Mapping[str, tuple[str, str]]

    def __contains__(self, code: object) -> bool:
        return code in self.labels

    def __iter__(self) -> Iterator[str]:
        return iter(self.labels)

    def __len__(self) -> int:
        return len(self.labels)

    def __hash__(self) -> int:
        return hash(self.name)

    def zh(self, code: str) -> str:
        """The code's Chinese name."""
        return self.labels.get(code, OTHER)[0]

    def en(self, code: str) -> str:
        """The code's English name."""
        return self.labels.get(code, OTHER)[1]

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        schema["x-vocabulary"] = self.name
        schema["x-extensible-enum"] = list(self.labels)
        return schema


@dataclass(frozen=True, slots=True)
class Known:
    """An annotation for what comes in at a door: only codes of ``vocabulary`` pass."""

    vocabulary: Vocabulary

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        schema.pop("x-extensible-enum", None)
        schema["enum"] = list(self.vocabulary)
        return schema

    def _check(self, code: str) -> str:
        if code not in self.vocabulary:
            raise PydanticCustomError(
                "unknown_code",
                "Input should be a known {vocabulary}",
                {"vocabulary": self.vocabulary.name},
            )
        return code


@dataclass(frozen=True, slots=True)
class DecimalText:
    """An annotation of a decimal with two places: the schema says how it is written.

    Doors accept JSON numbers as well.
    """

    digits: int

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        if handler.mode == "serialization":
            schema["pattern"] = rf"^[0-9]{{1,{self.digits - 2}}}\.[0-9]{{2}}$"
            schema["format"] = "decimal"
        return schema
