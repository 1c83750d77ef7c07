"""The Sphinx side: one domain with its roles, registers and indices, and the builders."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from sphinx_handbook import __version__, corpus
from sphinx_handbook.digest import digest_of, digest_of_files, of_the_program
from sphinx_handbook.kept import MEMORY, store, stored

from . import bibliography, commentary, elsewhere, epub, registers, safety, search, website
from .domain import HandbookDomain
from .labels import KeepNoteLabels
from .leading import LeadRoles
from .log import warn_of
from .reading import ReadingBuilder


def load_authority(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Give the domain the authority files before pages are read; a project without a corpus leads to those of others."""
    root = Path(app.confdir) / app.config.handbook_root
    domain = cast(HandbookDomain, env.domains["hb"])
    if elsewhere.only_leads_elsewhere(app, root):
        elsewhere.mean_others(domain)
        return
    memory = Path(env.doctreedir) / MEMORY / "authority"
    files = [*root.glob("corpus/authority/*.toml"), root / "references.bib"]
    digest = digest_of(of_the_program(), digest_of_files(files))
    authority = stored(memory, digest)
    if authority is None:
        authority, problems, _ = corpus.read_authority(root)
        for problem in problems:
            warn_of(problem)
        if not problems:
            store(memory, digest, authority)
    domain.know(authority)


def rewrite_registers(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages with registers or lists of commentary are written again whenever anything was read again: it may be in them."""
    data = cast(HandbookDomain, env.domains["hb"]).data
    return sorted({*data["registers"], *data["comment_lists"]})


def setup(app: Sphinx) -> ExtensionMetadata:
    from sphinx_handbook import pdf

    app.setup_extension("myst_parser")
    safety.setup(app)
    app.add_config_value("handbook_root", "..", "env", frozenset({str}))
    app.add_domain(HandbookDomain)
    app.add_transform(KeepNoteLabels)
    app.add_post_transform(LeadRoles)
    app.add_builder(ReadingBuilder)
    app.connect("env-before-read-docs", load_authority)
    app.connect("env-get-updated", rewrite_registers)
    registers.setup(app)
    commentary.setup(app)
    epub.setup(app)
    search.setup(app)
    bibliography.setup(app)
    website.setup(app)
    elsewhere.setup(app)
    pdf.setup(app)
    # What another version of the program has read is read again.
    version = int(of_the_program()[:12], 16)
    return {"version": __version__, "env_version": version, "parallel_read_safe": True, "parallel_write_safe": True}
