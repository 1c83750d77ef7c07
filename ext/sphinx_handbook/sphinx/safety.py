"""Strangers' pages, kept harmless while they are read and written: see :mod:`sphinx_handbook.safety` for what is allowed.

A page that holds what it may not is read as an empty one: nothing of it is published, and a warning says why. Nothing here relies on
what ``check`` has seen: directives and roles are refused where the parser asks for them, files and links where the tree has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, cast

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.addnodes import download_reference
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_handbook.digest import of_the_program
from sphinx_handbook.safety import (
    ALL_DIRECTIVES,
    ALL_ROLES,
    allows_role,
    file_fault,
    front_matter_faults,
    inside,
    link_fault,
)
from sphinx_handbook.safety.tags import website_problems

from .domain import HandbookDomain
from .html import is_website
from .log import warn
from .website_builder import kept_by, note, take

FAULTS = "handbook_faults"
"""Where the faults of the page that is being read are kept."""


class Fault(NamedTuple):
    """What a page may not hold: its line or 0, the code of the problem, and what is wrong."""

    line: int
    code: str
    message: str


class SafeParser(MystParser):
    """The parser of MyST, which knows no directive and no role but the allowed ones, and no other front matter."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        env = document.settings.env
        page = Path(env.doc2path(env.current_document.docname))
        faults: list[Fault] = [Fault(said.line, said.code, said.message) for said in front_matter_faults(inputstring)]
        env.current_document[FAULTS] = faults
        faults += pages_elsewhere(page, Path(env.srcdir))
        with refusing(faults, cast(HandbookDomain, env.domains["hb"])):
            try:
                super().parse("" if faults else inputstring, document)
            except RecursionError:
                faults.append(Fault(0, "page-size", "the page is nested too deeply to be read"))
                super().parse("", document)  # which the transforms rely on
            except UnboundLocalError:  # docutils’ figure, where its body makes no node
                faults.append(Fault(0, "page-directive", "the body of a figure holds nothing that can be read"))
                super().parse("", document)


def _said_of(role: Any, faults: list[Fault]) -> Any:
    """``role``, of which a content that it cannot read is a fault; sphinxcontrib-bibtex raises ValueError for such keys."""

    def read(name: str, rawtext: str, text: str, lineno: int, *others: Any, **more: Any) -> Any:
        try:
            return role(name, rawtext, text, lineno, *others, **more)
        except ValueError:
            faults.append(
                Fault(lineno, "page-target", f"{text[:60]!r} names no works: write their keys with commas between them")
            )
            return [], []

    return read


def pages_elsewhere(page: Path, root: Path) -> list[Fault]:
    """A fault where the page is a link to a file elsewhere."""
    return [] if inside(page, root) else [Fault(0, "page-file", "the page is a link that leads out of docs/")]


@contextmanager
def refusing(faults: list[Fault], domain: HandbookDomain) -> Iterator[None]:
    """Let the parser find only what is allowed, and put what it asks for besides into ``faults``."""
    allowed_directives = ALL_DIRECTIVES | domain.directives.keys()
    allowed_roles = ALL_ROLES | domain.roles.keys()
    find_directive, find_role = directives.directive, roles.role

    def directive(name: str, language: Any, document: nodes.document) -> Any:
        if name.removeprefix("hb:") in allowed_directives:
            return find_directive(name, language, document)
        message = f"{{{name[:60]}}} is no directive that a page may use"
        faults.append(Fault(document.current_line or 0, "page-directive", message))
        return Refused, []

    def role(name: str, language: Any, line: int, reporter: Any) -> Any:
        if allows_role(name, allowed_roles):
            found, messages = find_role(name, language, line, reporter)
            return (_said_of(found, faults) if name.startswith("cite") else found), messages
        faults.append(Fault(line, "page-role", f"{{{name[:60]}}} is no role that a page may use"))
        return _refused_role, []

    def eval_rst(renderer: SphinxRenderer, token: SyntaxTreeNode) -> None:
        directive("eval-rst", None, renderer.document)

    read_rst = SphinxRenderer.render_restructuredtext
    directives.directive, roles.role = directive, role  # type: ignore[assignment]
    SphinxRenderer.render_restructuredtext = eval_rst  # type: ignore[assignment, method-assign]  # for which MyST asks nobody
    try:
        yield
    finally:
        directives.directive, roles.role = find_directive, find_role
        SphinxRenderer.render_restructuredtext = read_rst  # type: ignore[method-assign]


class Refused(Directive):
    """Stands for every directive that is not allowed."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        return []


def _refused_role(*args: Any, **kwargs: Any) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    return [], []


REMEMBERED = (
    "nameids", "nametypes", "ids", "substitution_defs", "refnames", "indirect_targets",
    "footnotes", "autofootnotes", "footnote_refs", "autofootnote_refs",
)  # fmt: skip
"""What a document knows of its nodes, by which later transforms would still find them."""


class RefusePage(SphinxTransform):
    """Empties a page that may not be published, before anything is collected from it."""

    default_priority = 5  # before any transform that makes something of what it finds

    def apply(self, **kwargs: Any) -> None:
        faults: list[Fault] = self.env.current_document.get(FAULTS) or []
        page = Path(self.env.doc2path(self.env.current_document.docname))
        faults += self._faults(page, Path(self.env.srcdir))
        if not faults:
            return
        for fault in dict.fromkeys(faults):
            place = f"{page}:{fault.line or ''}"
            warn(f"{fault.code} {fault.message}; nothing of the page is published", place, fault.code)
        self.document.children.clear()
        for register in REMEMBERED:
            getattr(self.document, register).clear()
        title = nodes.title("", "A page that cannot be shown")
        words = "Its source holds what no page of the handbook may contain."
        self.document += nodes.section("", title, nodes.paragraph("", words), ids=["refused"], names=["refused"])

    def _faults(self, page: Path, root: Path) -> Iterator[Fault]:
        for node in self.document.findall(nodes.Element):
            line = node.line or (node.parent.line if node.parent is not None else 0) or 0
            if isinstance(node, nodes.image):
                if fault := file_fault(node["uri"], page, root):
                    yield Fault(line, "page-file", f"the picture {node['uri'][:60]!r} {fault}")
            elif isinstance(node, download_reference):
                yield Fault(line, "page-file", f"the file {node['reftarget'][:60]!r} is no page")
            elif isinstance(node, nodes.raw) and not node.get("website"):
                yield Fault(line, "page-html", "raw output is nothing that a page may have")
            elif isinstance(node, nodes.meta):
                yield Fault(line, "page-front-matter", "pages may not write into the head of a page")
            if fault := link_fault(node.get("refuri", "")):
                yield Fault(line, "page-link", f"the link to {node['refuri'][:60]!r} {fault}")


class RefuseLinks(SphinxPostTransform):
    """Takes links away that lead where none may lead, whoever made them: bibliography, authority files, extensions."""

    default_priority = 900  # when all links are made

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(nodes.reference)):
            if fault := link_fault(node.get("refuri", "")):
                warn(f"page-link the link to {node['refuri'][:60]!r} {fault}; it is no link now", node, "page-link")
                node.replace_self(nodes.inline("", "", *node.children))


def harden_config(app: Sphinx, config: Config) -> None:
    """Read Markdown alone, and no HTML in it."""
    config.source_suffix = {".md": "markdown"}
    config.myst_disable_syntax = sorted({*config.myst_disable_syntax, "html_inline", "html_block"})


def harden_docutils(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Let docutils write no raw output and insert no file, whichever directive asks."""
    env.settings |= {"raw_enabled": False, "file_insertion_enabled": False}


def refuse_links_out(app: Sphinx) -> None:
    """Let nothing below ``docs/`` be a link that leads out of it: Sphinx copies what it leads to."""
    root = Path(app.srcdir)
    for path in root.rglob("*"):
        if path.is_symlink() and not inside(path, root):
            raise ExtensionError(f"{path}: page-file the link leads out of docs/")


def look_through(app: Sphinx, exception: Exception | None) -> None:
    """Look through every page of the website; one strange tag and it is not published.

    What was taken over from a website that was looked through has none.
    """
    if exception is not None or not is_website(app.builder) or not app.config.handbook_scan:
        return
    known = kept_by(app.builder).taken if take(app.builder, "scan", of_the_program()) else ()
    if problems := list(website_problems(Path(app.outdir), known)):
        raise ExtensionError("\n".join(map(str, problems)))
    note(app.builder, "scan", [], of_the_program())


def setup(app: Sphinx) -> None:
    app.add_config_value("handbook_scan", True, "", frozenset({bool}))
    app.add_source_parser(SafeParser, override=True)
    app.connect("config-inited", harden_config, priority=100)
    app.connect("builder-inited", refuse_links_out)
    app.connect("env-before-read-docs", harden_docutils)
    app.add_transform(RefusePage)
    app.add_post_transform(RefuseLinks)
    app.connect("build-finished", look_through, priority=900)
