"""Changes the source as a careless hand might: each takes away one condition, guard or decorator.

A mutant lives in this process only: the changed function's code is put in the place of the old
code, so that everybody who imported the function meets the change, and is taken out again.
"""

import ast
import copy
import importlib
import inspect
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).parents[2]
ROWS = {"visible_to", "known_to", "led_by"}
FINDERS = {"find_owned", "find_read"}
NARROWERS = {"filter", "exclude", "Q"}
GUARDS = {"requires", "hidden_without", "require_POST"}


@dataclass(frozen=True)
class Mutant:
    """One change of one function: `place` is the number of the changed node in the file's tree."""

    path: str
    function: str  # qualified: "SummaryQuerySet.visible_to"
    line: int
    kind: str
    what: str
    place: int
    variant: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.function} {self.what}"

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Let it live until the block is left."""
        tree = self._changed_tree()
        if self.kind == "decorator":
            with _other_views(self._module, self.function, tree):
                yield
            return
        function = _function(self._module, self.function)
        code, changed = function.__code__, _code_of(tree, self.path, self.function)
        functions = [function, *_made_by(code)]
        codes = [one.__code__ for one in functions]
        for one in functions:
            one.__code__ = changed if one is function else _inner(changed)[0]
        try:
            yield
        finally:
            for one, old in zip(functions, codes, strict=True):
                one.__code__ = old

    @property
    def _module(self) -> Any:
        return importlib.import_module(self.path.removesuffix(".py").replace("/", "."))

    def _changed_tree(self) -> ast.Module:
        tree = copy.deepcopy(_tree(self.path))
        node = list(ast.walk(tree))[self.place]
        _, _, changed = list(_variants(node))[self.variant]
        changed = ast.copy_location(changed, node)
        return ast.fix_missing_locations(_Put(node, changed).visit(tree))


class _Put(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else self.generic_visit(node)


def mutants_of(
    path: str, functions: Collection[str] = (), kinds: Collection[str] = ()
) -> Iterator[Mutant]:
    """Give every mutant of a file: of the functions and of the kinds named, if any are."""
    tree = _tree(path)
    places = {id(node): number for number, node in enumerate(ast.walk(tree))}
    for name, definition in _definitions(tree):
        if functions and name not in functions:
            continue
        for node in ast.walk(definition):
            for variant, (kind, what, _) in enumerate(_variants(node)):
                if kinds and kind not in kinds:
                    continue
                line = getattr(node, "lineno", definition.lineno)
                yield Mutant(path, name, line, kind, what, places[id(node)], variant)


def _variants(node: ast.AST) -> Iterator[tuple[str, str, ast.AST]]:
    """Give kind, words and node of all that may stand in a node's place with one part less."""
    for kind, parts in _BY_KIND.items():
        for what, changed in parts(node):
            yield kind, what, changed


def _operands(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.BoolOp):
        for n, value in enumerate(node.values):
            rest = [*node.values[:n], *node.values[n + 1 :]]
            left = ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]
            yield f"without `{ast.unparse(value)}`", left
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        yield f"without `{ast.unparse(node.left)}`", node.right
        yield f"without `{ast.unparse(node.right)}`", node.left


def _branches(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.IfExp):
        yield f"always `{ast.unparse(node.body)}`", node.body
        yield f"always `{ast.unparse(node.orelse)}`", node.orelse


def _returns(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """An answer that is given early, or one more condition that is joined to others."""
    if isinstance(node, ast.If) and isinstance(node.body[-1], ast.Return):
        yield f"without `if {ast.unparse(node.test)}`", ast.Pass()
    elif isinstance(node, ast.AugAssign):
        yield f"without `{ast.unparse(node)}`", ast.Pass()


def _refusals(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    last = node.body[-1] if isinstance(node, ast.If) else None
    if isinstance(last, ast.Raise) and last.exc:
        yield f"without the refusal `if {ast.unparse(node.test)}`", ast.Pass()


def _checks(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        name = _name(node.value.func).lstrip("_")
        if name.startswith(("check_", "refuse_")):
            yield f"without `{ast.unparse(node)}`", ast.Pass()


def _conditions(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if not isinstance(node, ast.Call) or _name(node.func) not in NARROWERS:
        return
    if _name(node.func) == "Q" and len(node.args) + len(node.keywords) < 2:
        return  # the same as to leave out the whole operand
    for n, keyword in enumerate(node.keywords):
        less = [*node.keywords[:n], *node.keywords[n + 1 :]]
        yield f"without `{keyword.arg}=…`", ast.Call(node.func, node.args, less)
    for n, argument in enumerate(node.args):
        less = [*node.args[:n], *node.args[n + 1 :]]
        yield f"without `{ast.unparse(argument)}`", ast.Call(node.func, less, node.keywords)


def _rows(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Call) and _name(node.func) in ROWS:
        is_super = ast.unparse(node.func).startswith("super()")
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if owner is not None and not is_super:
            every = ast.Call(ast.Attribute(owner, "all", ast.Load()), [], [])
            yield f"all rows for `{ast.unparse(node)}`", every


def _finders(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Call) and _name(node.func) in FINDERS:
        found = ast.Call(ast.Name("find", ast.Load()), node.args, [])
        yield f"only `find` for `{ast.unparse(node)}`", found


def _entries(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """A rule that answers yes in the place of each entry of a table of answers."""
    if not isinstance(node, ast.Dict) or len(node.keys) < 3:
        return
    for n, key in enumerate(node.keys):
        if key is not None and not isinstance(node.values[n], ast.Constant):
            values = [*node.values[:n], ast.Constant(value=True), *node.values[n + 1 :]]
            yield f"yes for `{ast.unparse(key)}`", ast.Dict(node.keys, values)


def _decorators(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if not isinstance(node, ast.FunctionDef):
        return
    for n, decorator in enumerate(node.decorator_list):
        if _name(decorator) in GUARDS:
            changed = copy.copy(node)
            changed.decorator_list = [*node.decorator_list[:n], *node.decorator_list[n + 1 :]]
            yield f"without `@{ast.unparse(decorator)}`", changed


_BY_KIND = {
    "operand": _operands,
    "branch": _branches,
    "return": _returns,
    "refusal": _refusals,
    "check": _checks,
    "condition": _conditions,
    "all rows": _rows,
    "finder": _finders,
    "entry": _entries,
    "decorator": _decorators,
}


def _name(node: ast.AST) -> str:
    """The last name of what is called: "filter" of `self.filter`."""
    if isinstance(node, ast.Call):
        return _name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


_trees: dict[str, ast.Module] = {}


def _tree(path: str) -> ast.Module:
    """The file's tree without the types of signatures, in which `A | None` is no condition."""
    if path not in _trees:
        tree = ast.parse((ROOT / path).read_text())
        for _, definition in _definitions(tree):
            definition.returns = None
            arguments = definition.args
            for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                argument.annotation = None
        _trees[path] = tree
    return _trees[path]


def _definitions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of a file, and the methods of its classes, by qualified name."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef):
                    yield f"{node.name}.{part.name}", part


def _function(module: Any, qualified: str) -> FunctionType:
    """The plain function under a name, below what it is wrapped in."""
    found = module
    for name in qualified.split("."):
        found = vars(found)[name]
    if isinstance(found, property):
        found = found.fget
    elif isinstance(found, cached_property) or hasattr(found, "func"):
        found = found.func
    elif isinstance(found, staticmethod | classmethod):
        found = found.__func__
    return inspect.unwrap(found)


def _code_of(tree: ast.Module, path: str, qualified: str) -> CodeType:
    """The code of one function of a tree, compiled with all around it, as its closure asks."""
    code = compile(tree, str(ROOT / path), "exec", dont_inherit=True)
    for name in qualified.split("."):
        inner = (one for one in code.co_consts if isinstance(one, CodeType))
        code = next(one for one in inner if one.co_name == name)
    return code


def _inner(code: CodeType) -> list[CodeType]:
    """The innermost function that a function makes, as a decorator does; in a list, if any."""
    found = [one for one in code.co_consts if isinstance(one, CodeType)]
    return _inner(found[0]) or found[:1] if found else []


def _made_by(code: CodeType) -> list[FunctionType]:
    """The views that a decorator has made, since it does not make them again."""
    inner = _inner(code)
    callbacks = (one.callback for one in _patterns(get_resolver().url_patterns))
    return [one for one in callbacks if inner and getattr(one, "__code__", None) is inner[0]]


@contextmanager
def _other_views(module: Any, name: str, tree: ast.Module) -> Iterator[None]:
    """Make the function anew from the tree and let addresses lead to it."""
    old = getattr(module, name)
    [definition] = [one for known, one in _definitions(tree) if known == name]
    names = dict(vars(module))
    exec(compile(ast.Module([definition], []), module.__file__, "exec"), names)
    patterns = [one for one in _patterns(get_resolver().url_patterns) if one.callback is old]
    assert patterns, f"{name} is at no address"
    for pattern in patterns:
        pattern.callback = names[name]
    try:
        yield
    finally:
        for pattern in patterns:
            pattern.callback = old


def _patterns(found: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns)
        else:
            yield one
