"""The language in which record kinds are declared: `column()`, `Record`, `Kind` and the rules between fields.

A kind is one class; table, template, accepted headers, checks, messages, preview, pages and data dictionary are
derived from it. Only `column()` writes a `Field` and only `Record.columns()` reads it.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from etl.declare.examples import as_of
from etl.declare.ideas import ANSWER, DOCUMENT, NOTE, PLACE, SOURCE, Idea, Means, means
from etl.declare.values import Value, ValueType, Words
from etl.periods import today
from etl.text import Text, fold

Values = Mapping[str, Value]

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables."""

    metadata = sa.MetaData(naming_convention=CONSTRAINT_NAMES)


@dataclass(frozen=True)
class Derived:
    """What an empty cell stands for, and the sentence that says so. `of` may return None: then it stays empty."""

    of: Callable[[Values], Value]
    text: Text


@dataclass(frozen=True)
class Field:
    """One column of a record kind, as people and programs see it. `name` is the attribute's, given by the class."""

    text: Text
    help: Text
    type: ValueType
    required: bool
    expected: bool
    aliases: tuple[str, ...]
    example: str
    empty: Derived | None
    means: tuple[Means, ...] = ()
    name: str = ""

    def headers(self) -> set[str]:
        """Return every accepted header, folded: the name, both labels and the aliases."""
        return {fold(word) for word in (self.name, self.text.vi, self.text.en, *self.aliases)}


def column(
    kind: ValueType,
    text: Text,
    *,
    example: str,
    help: Text = Text("", ""),
    required: bool = False,
    expected: bool = False,
    aliases: tuple[str, ...] = (),
    empty: Derived | None = None,
    means: tuple[Means, ...] = (),
    order: int = 0,
) -> Any:
    """Declare one field: its type, its label in both languages, and an example that is valid as it stands.

    `empty` says what an empty cell stands for; `means` the ideas of which staff's headers for it are composed, `aliases`
    are headers that ideas do not tell. `expected`: it may be left empty, but a complete record gives it.
    """
    field = Field(text, help, kind, required, expected, aliases, example, empty, means)
    return mapped_column(kind.sql, nullable=not required, info={"field": field}, sort_order=order)


@dataclass(frozen=True)
class AtMost:
    """The sum of the `smaller` fields (numbers or one day) is at most the `larger` one, where all are given."""

    code: str
    smaller: tuple[str, ...]
    larger: str

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.smaller, self.larger)

    @property
    def speaks_of(self) -> str:
        """Return the field without which the rule cannot be broken."""
        return self.larger

    def broken(self, row: Values) -> bool:
        limit = row.get(self.larger)
        if limit is None:
            return False
        # A part alone may already be too much: present > total needs no excused.
        given = [part for part in map(row.get, self.smaller) if part is not None]
        return bool(given) and bool((given[0] if len(given) == 1 else sum(given)) > limit)

    def sql(self) -> str:
        parts = " + ".join(self.smaller if len(self.smaller) == 1 else [f"coalesce({n}, 0)" for n in self.smaller])
        return f"{parts} <= {self.larger}"


@dataclass(frozen=True)
class Needs:
    """`field` says nothing without `other` (or, with `unless`, where `other` has that value): a warning."""

    code: str
    field: str
    other: str
    unless: Value = None

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.field, self.other)

    @property
    def speaks_of(self) -> str:
        """Return the field without which the rule cannot be broken."""
        return self.field

    def broken(self, row: Values) -> bool:
        value, other = row.get(self.field), row.get(self.other)
        if self.unless is None:
            return value is not None and other is None
        return bool(value) and other == self.unless


Rule = AtMost | Needs


@dataclass(frozen=True)
class Kind:
    """What is true of a record kind as a whole.

    `placed_by`: the field with the record's own date. `agree`: (group key, fields) that every row of a group shares.
    `settled_by`: the field that, once given, leaves dates derived from a rule as they are.
    `confused`: (text field, choice field) pairs of which one header may be meant by a column of the other's values.
    `continues`: (flag, fields): where the flag is yes and the key is stored, only these fields are updated.
    """

    name: str
    position: int
    text: Text
    plural: Text
    natural_key: tuple[str, ...]
    placed_by: str
    rules: tuple[Rule, ...] = ()
    agree: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    continues: tuple[str, tuple[str, ...]] | None = None
    refers: tuple[str, str] | None = None  # (field, field of the same kind that it names): a dangling one is a warning
    settled_by: str | None = None
    confused: tuple[tuple[str, str], ...] = ()
    title: tuple[str, ...] = ()  # the fields that tell a reader which record it is
    ideas: tuple[Idea, ...] = ()  # what this kind is, which may be said in the header of any of its fields
    not_kept: tuple[Means, ...] = ()  # columns that offices have beside its fields


class Record(Base):
    """Base of the record kinds. Source and note come last in every file; the rest is set by the system."""

    __abstract__ = True
    about: ClassVar[Kind]

    key: Mapped[str] = mapped_column(sa.String(300), primary_key=True, sort_order=-2)
    unit_from: Mapped[dt.date] = mapped_column(sa.Date, sort_order=1000)
    derived: Mapped[str] = mapped_column(sa.Text, default="", sort_order=1001)
    upload: Mapped[int] = mapped_column(sa.Integer, index=True, sort_order=1002)
    sheet: Mapped[str | None] = mapped_column(sa.Text, sort_order=1003)
    line: Mapped[int] = mapped_column(sa.Integer, sort_order=1004)

    source: Mapped[str | None] = column(
        Words(),
        Text("Nguồn", "Source"),
        help=Text(
            "Địa chỉ hoặc trích dẫn để người đọc kiểm tra được", "An address or citation where a reader can check it"
        ),
        means=(means(SOURCE, also=(DOCUMENT,)),),
        example="Biên bản kỳ họp",
        order=900,
    )
    note: Mapped[str | None] = column(
        Words(),
        Text("Ghi chú", "Note"),
        help=Text("Điều người đọc nên biết thêm", "Anything else a reader should know"),
        means=(means(NOTE, also=(PLACE, ANSWER)),),
        example="",
        order=901,
    )

    @classmethod
    @cache
    def columns(cls) -> dict[str, Field]:
        """Return the fields by name, in the order of the template, with examples of the present."""
        fields = {
            name: replace(info["field"], name=name)
            for name, info in ((c.name, c.info) for c in sa.inspect(cls).local_table.columns)
            if "field" in info
        }
        return as_of(fields, cls.about.placed_by, today())

    @classmethod
    @cache
    def headers(cls) -> dict[str, str]:
        """Return the field's name for each accepted header, folded. Two fields with one header raise ValueError."""
        names: dict[str, str] = {}
        for field in cls.columns().values():
            for header in field.headers():
                if names.setdefault(header, field.name) != field.name:
                    raise ValueError(f"{cls.about.name}: {field.name} and {names[header]} both claim {header!r}")
        return names

    @classmethod
    def own_date(cls) -> Any:
        """Return the column by which a record is placed in time."""
        return getattr(cls, cls.about.placed_by)

    @classmethod
    def is_first(cls) -> Any:
        """Return the condition under which a record counts: one that continues an earlier record is not counted again."""
        return getattr(cls, cls.about.continues[0]).is_not(True) if cls.about.continues else sa.true()


def table_args(about: Kind, *indexed: str) -> tuple[Any, ...]:
    """Return constraints and indexes of a kind's table, from its declaration.

    `indexed`: the dates by which metrics place its records; each gets an index with the unit. The few records that
    refer to others get one: without it PostgreSQL reads all of a unit's records for each that is loaded.
    """
    checks = [sa.CheckConstraint(rule.sql(), name=rule.code) for rule in about.rules if isinstance(rule, AtMost)]
    unit = sa.ForeignKeyConstraint(["unit", "unit_from"], ["unit.code", "unit.valid_from"])
    indexes = [sa.Index(None, "unit", name) for name in indexed]
    if about.refers is not None:
        given = sa.text(f"{about.refers[0]} IS NOT NULL")
        indexes.append(sa.Index(None, "unit", about.refers[0], sqlite_where=given, postgresql_where=given))
    return (*checks, unit, *indexes)
