"""Documents on their way to execution: limited, parsed, limited again, validated, remembered.

The limits come before the work they spare: tokens before the parser is through, nesting, aliases and the
like before validation, which takes time by the square of what is repeated. What a fragment holds counts
as often as it is spread.
"""

from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from graphql import (
    DefinitionNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    Source,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from schema.errors import TooLarge
from service.settings import DEFAULTS

# Strawberry validates with these two besides the specified rules.
RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
MOST_ERRORS = 20
# A parsed document takes some 200 times the memory of its text.
REMEMBERED_CHARACTERS = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a document may hold; `repeats` are fields named again beside themselves.

    Those that are no settings stand in README.md, too.
    """

    tokens: int = DEFAULTS.max_tokens
    depth: int = DEFAULTS.max_depth_of_query
    aliases: int = DEFAULTS.max_aliases
    fields: int = 3_000
    root_fields: int = 30
    directives: int = 60
    repeats: int = 60
    spreads: int = 200


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may be executed. `digest` is the SHA-256 of its text, in hex."""

    text: str
    digest: str
    node: DocumentNode


class Rejected(Exception):
    """A document that is not executed, with the errors to tell."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


class Documents:
    """Documents by their text; those asked for last are kept parsed and validated."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, *, remembered: int = REMEMBERED_CHARACTERS) -> None:
        """`remembered` bounds the sum of the texts kept, in characters."""
        self._schema, self._limits, self._room = schema, limits, remembered
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def get(self, text: str) -> Document:
        """Raises Rejected."""
        document = self._kept.get(text)
        if document is None:
            document = self._read(text)
            self._keep(document)
        else:
            self._kept.move_to_end(text)
        return document

    def _read(self, text: str) -> Document:
        node = self._parse(text)
        check_size(node, self._limits)
        errors = validate(self._schema, node, RULES, max_errors=MOST_ERRORS)
        if errors:
            raise Rejected(errors)
        return Document(text, sha256(text.encode()).hexdigest(), node)

    def _keep(self, document: Document) -> None:
        self._room -= len(document.text)
        self._kept[document.text] = document
        while self._room < 0:
            oldest, _ = self._kept.popitem(last=False)
            self._room += len(oldest)

    def _parse(self, text: str) -> DocumentNode:
        tokens = self._limits.tokens
        try:
            return parse(text, max_lexical_tokens=tokens, max_comments=tokens)
        except GraphQLSyntaxError as error:
            # graphql-core tells its limits apart from other errors by their words alone.
            if error.message.endswith("Parsing aborted."):
                message = error.message.removeprefix("Syntax Error: ")
                suggestion = "Split it into several documents."
                raise _too_large(message, suggestion, source=error.source, at=tuple(error.positions or ())) from None
            raise Rejected([error]) from None


@dataclass(slots=True)
class _Size:
    """What a selection set holds, fragments spread out; `root_fields` are those on its own level."""

    depth: int = 0
    fields: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    spreads: int = 0

    def add(self, other: "_Size", *, levels: int) -> None:
        self.depth = max(self.depth, other.depth + levels)
        self.fields += other.fields
        self.root_fields += other.root_fields if levels == 0 else 0
        self.aliases += other.aliases
        self.directives += other.directives
        self.spreads += other.spreads


class _Measure:
    """Sizes of the selection sets of one document; those of fragments are taken once."""

    # Besides the fields' depth: inline fragments and chains of spreads nest as well, and this recurses.
    NESTING = 100

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._sizes: dict[str, _Size] = {}
        self.repeats = 0

    def definition(self, node: DefinitionNode) -> _Size:
        """Nothing for what is not executable; validation tells of it."""
        if isinstance(node, FragmentDefinitionNode):
            return self._fragment(node.name.value, 0)
        if isinstance(node, OperationDefinitionNode):
            size = self._selections(node.selection_set, 0)
            size.directives += len(node.directives or ())
            return size
        return _Size()

    def _selections(self, node: SelectionSetNode | None, nesting: int) -> _Size:
        size = _Size()
        if node is None:
            return size
        if nesting > self.NESTING:
            message = f"The document nests more than {self.NESTING} levels."
            raise _too_large(message, "Ask for less at once.", nodes=(node,))
        names = Counter((each.alias or each.name).value for each in node.selections if isinstance(each, FieldNode))
        self.repeats += names.total() - len(names)
        for selection in node.selections:
            size.directives += len(selection.directives or ())
            if isinstance(selection, FieldNode):
                size.fields += 1
                size.root_fields += 1
                size.aliases += selection.alias is not None
                size.add(self._selections(selection.selection_set, nesting + 1), levels=1)
            elif isinstance(selection, InlineFragmentNode):
                size.add(self._selections(selection.selection_set, nesting + 1), levels=0)
            elif isinstance(selection, FragmentSpreadNode):
                size.spreads += 1
                size.add(self._fragment(selection.name.value, nesting + 1), levels=0)
        return size

    def _fragment(self, name: str, nesting: int) -> _Size:
        if name not in self._sizes:
            # Nothing for a fragment within itself and for an unknown one: validation tells of these.
            self._sizes[name] = _Size()
            if name in self._fragments:
                self._sizes[name] = self._selections(self._fragments[name].selection_set, nesting)
        return self._sizes[name]


def check_size(document: DocumentNode, limits: Limits) -> None:
    """Raises Rejected with the first limit that is passed, and where."""
    measure = _Measure(document)
    for node in document.definitions:
        size = measure.definition(node)
        found = {
            "levels": (size.depth, limits.depth),
            "root fields": (size.root_fields * isinstance(node, OperationDefinitionNode), limits.root_fields),
            "aliases": (size.aliases, limits.aliases),
            "directives": (size.directives, limits.directives),
            "fragment spreads": (size.spreads, limits.spreads),
            "fields": (size.fields, limits.fields),
            "repeated fields": (measure.repeats, limits.repeats),
        }
        for what, (number, most) in found.items():
            if number > most:
                message = f"The document has {_counted(number)} {what}; at most {most} may be asked for at once."
                raise _too_large(message, "Split it into several documents.", nodes=(node,))


def _counted(number: int) -> str:
    """Fragments within fragments can make it astronomical."""
    return str(number) if number < 1_000_000 else "more than a million"


def _too_large(
    message: str, suggestion: str, *, nodes: Sequence[Node] = (), source: Source | None = None, at: Sequence[int] = ()
) -> Rejected:
    cause = TooLarge(message, suggestion=suggestion)
    return Rejected([GraphQLError(message, list(nodes) or None, source, list(at) or None, original_error=cause)])
