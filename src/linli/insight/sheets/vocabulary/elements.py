"""What a data element is: one fact that a table may ask for, and the words it is asked with."""

import dataclasses

TEXT, CODE, DATE, INTEGER, DECIMAL, BOOLEAN = (
    "text",
    "code",
    "date",
    "integer",
    "decimal",
    "boolean",
)


@dataclasses.dataclass(frozen=True)
class Element:
    """`names`: labels that ask for it, separated by spaces, the product's own first.

    `weak`: labels that often mean it, yet need a second sign (the title, a neighbour) to be sure.
    `codes`: the standard of its code list, "local" where no national one exists.
    """

    id: str
    kind: str
    names: str
    weak: str = ""
    codes: str = ""
    sensitive: bool = False

    @property
    def label(self) -> str:
        return self.names.split()[0]

    @property
    def entity(self) -> str:
        return self.id.partition(".")[0]
