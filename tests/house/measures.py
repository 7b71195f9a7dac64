"""What the house rules count: files, functions and templates of the product."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
APPS = (
    "accounts",
    "clearances",
    "empac",
    "matching",
    "pages",
    "priorities",
    "privacy",
    "researchers",
    "seeds",
)


@dataclass(frozen=True, slots=True, order=True)
class Function:
    """A function or method and how many lines it takes, signature and docstring included."""

    lines: int
    where: str


def modules() -> Iterator[Path]:
    """Yield the product's Python files; a migration is written by Django, not by us."""
    for app in APPS:
        for path in sorted((CHECKOUT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def templates() -> Iterator[Path]:
    """Yield every template of the product."""
    yield from sorted((CHECKOUT / "templates").rglob("*.html"))


def lines(path: Path) -> int:
    """Return the number of lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[Function]:
    """Yield the functions of a file, those inside others too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            where = f"{name(path)}:{node.lineno} {node.name}"
            yield Function((node.end_lineno or node.lineno) - node.lineno + 1, where)


def name(path: Path) -> str:
    """Return the path as one would type it in the checkout."""
    return str(path.relative_to(CHECKOUT))


def report() -> str:
    """Return the sizes of the product as a text to read."""
    rows = ["lines per app"]
    for app in APPS:
        own = [path for path in modules() if path.is_relative_to(CHECKOUT / app)]
        rows.append(f"  {app:<12} {sum(map(lines, own)):>6} in {len(own)} files")
    tests = list((CHECKOUT / "tests").rglob("*.py"))
    rows.append(f"  {'tests':<12} {sum(map(lines, tests)):>6} in {len(tests)} files")
    rows.append("longest files")
    longest = sorted(modules(), key=lines, reverse=True)[:10]
    rows += [f"  {lines(path):>4} {name(path)}" for path in longest]
    rows.append("longest functions")
    every = sorted((f for path in modules() for f in functions(path)), reverse=True)
    rows += [f"  {function.lines:>4} {function.where}" for function in every[:10]]
    return "\n".join(rows)


if __name__ == "__main__":
    print(report())  # noqa: T201 - that is what it is for
