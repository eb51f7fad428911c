"""Rules about Python modules that import-linter cannot say. Each gives one line a finding."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RINGS = {"foundation", "registers", "shared", "services", "insight", "sites"}
PAGES = {"web", "portal", "api"}
WITHOUT_CLOCK = {"actions", "queries", "permissions", "models", "states", "deadlines"}
LAYERS = PAGES | WITHOUT_CLOCK | {"public", "tasks", "tests"}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
WITH_WORDS = PAGES | WITHOUT_CLOCK | {"forms", "errors", "tasks"}
GETTEXT = re.compile(r"_|([np]|np)?gettext(_lazy|_noop)?")
CHINESE = re.compile(r"[\u3400-\u9fff]")
CLOCK = "linli.kernel.clock"
QUERY_SHORTCUTS = {"get_object_or_404", "get_list_or_404"}


@dataclass(frozen=True)
class Source:
    """A Python file: its dotted name, and whether it is a package's `__init__`."""

    module: str
    text: str
    is_package: bool = False

    @property
    def app(self) -> str | None:
        """`linli.services.cases` for all modules in it; None for config, kernel and ring roots."""
        parts = self.module.split(".")
        inside = len(parts) > 3 or (len(parts) == 3 and self.is_package)
        return ".".join(parts[:3]) if inside and parts[1] in RINGS else None

    @property
    def layer(self) -> str:
        """What it is inside its app: `actions` for linli.services.cases.actions.intake, and for
        linli.insight.sheets.registry.actions.dues, a slice within one."""
        parts = self.module.split(".")[3:] if self.app else []
        return next((part for part in parts if part in LAYERS), parts[0] if parts else "")

    @property
    def is_test(self) -> bool:
        return "tests" in self.module.split(".")

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)


def sources(root: Path) -> list[Source]:
    """All of `root`, the folder of the package `linli`, without migrations."""
    found = []
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root.parent).with_suffix("").parts
        if "migrations" in parts:
            continue
        is_package = parts[-1] == "__init__"
        module = ".".join(parts[:-1] if is_package else parts)
        found.append(Source(module, path.read_text(), is_package))
    return found


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything imported: `from a.b import c` gives `a.b.c`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def private_imports(source: Source, apps: set[str]) -> list[str]:
    """Another app is used through its `public`; tests also use its test factories."""
    if source.module.startswith("linli.config"):
        return []
    allowed = {"public", "tests"} if source.is_test else {"public"}
    found = []
    for line, name in imports(source.tree):
        app = ".".join(name.split(".")[:3])
        rest = name.split(".")[3:]
        if app in apps and app != source.app and (not rest or rest[0] not in allowed):
            found.append(f"{source.module}:{line} imports {name}, not {app}.public")
    return found


def vague_name(source: Source) -> list[str]:
    """A module is named for what it holds."""
    name = source.module.split(".")[-1]
    return [f"{source.module}: a name that says nothing"] if name in VAGUE_NAMES else []


def queries_in_pages(source: Source) -> list[str]:
    """Pages and APIs reach records through `queries.get_visible`, which checks the viewer."""
    if source.layer not in PAGES or source.is_test:
        return []
    tree = source.tree
    found = [
        f"{source.module}:{node.lineno} uses .objects"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]
    return found + [
        f"{source.module}:{line} uses {name.split('.')[-1]}"
        for line, name in imports(tree)
        if name.split(".")[-1] in QUERY_SHORTCUTS
    ]


def clock_in_domain(source: Source) -> list[str]:
    """The domain is told the time (`at=`); it does not ask."""
    if source.layer not in WITHOUT_CLOCK or source.is_test:
        return []
    tree = source.tree
    asked = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "clock"
    ]
    asked += [line for line, name in imports(tree) if name in {f"{CLOCK}.now", f"{CLOCK}.today"}]
    return [f"{source.module}:{line} asks the clock" for line in asked]


def words_at_import(source: Source) -> list[str]:
    """A word of a class or module is marked lazily: nobody's language is known at import."""
    eager = {
        alias.asname or alias.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if GETTEXT.fullmatch(alias.name) and not alias.name.endswith(("_lazy", "_noop"))
    }
    return [
        f"{source.module}:{node.lineno} fixes the language at import"
        for node in run_at_import(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in eager
    ]


def run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a module that are not inside a function."""
    yield node
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        for part in ast.iter_child_nodes(node):
            yield from run_at_import(part)


def unmarked_words(source: Source) -> list[str]:
    """Chinese that a person may see goes through gettext, or English readers meet it."""
    if source.layer not in WITH_WORDS or source.is_test:
        return []
    marked, strings = set(), []
    for node in ast.walk(source.tree):
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_gettext = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and GETTEXT.fullmatch(node.func.id)
        )
        if is_docstring or is_gettext:
            marked |= {id(part) for part in ast.walk(node)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            strings.append(node)
    return [
        f"{source.module}:{node.lineno} Chinese without gettext: {str(node.value)[:40]}"
        for node in strings
        if CHINESE.search(str(node.value)) and id(node) not in marked
    ]
