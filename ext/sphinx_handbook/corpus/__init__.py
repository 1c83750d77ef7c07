"""The corpus on disk: the core's only file I/O.

An edition folder ``corpus/<siglum>/`` holds ``edition.toml``, and if need be ``emendations.toml``, ``decisions.toml`` and
``ledger.txt``; our own texts also hold ``source.txt``. Texts of others lie in a folder that the user names, and are known by their SHA-256.

From below upwards:

- ``files``       a file, read or written whole;
- ``records``     authority files, names and exceptions;
- ``folders``     what an edition's folder says of it;
- ``decided``     decisions, written into an edition's folder;
- ``texts``       the raw texts of editions, and the shelf of those that are not ours;
- ``strangers``   files on the shelf that belong to no edition;
- ``converted``   an edition's way from its text to annotated blocks;
- ``comments``    the commentary on pages, against the editions;
- ``generated``   generated pages, written and removed;
- ``docs``        what people put into ``docs/``, and what that may not be;
- ``loading``     all of this in its order: :func:`load`;
- ``unfinished``  what is still to be written;
- ``pages``       the pages of all editions.
"""

from sphinx_handbook.corpus.comments import COMMENTARY, check_commentary, known_editions, reanchor
from sphinx_handbook.corpus.converted import Converted, date_setting
from sphinx_handbook.corpus.decided import append_decision, remove_decision
from sphinx_handbook.corpus.files import LARGEST_TEXT, read_text, write_bytes, write_if_different
from sphinx_handbook.corpus.folders import DECISIONS, EditionFolder, publish, read_editions
from sphinx_handbook.corpus.generated import add_pages, write_pages
from sphinx_handbook.corpus.loading import Corpus, load, with_pages_checked
from sphinx_handbook.corpus.pages import edition_texts, parallels_of
from sphinx_handbook.corpus.records import AUTHORITY, AUTHORITY_FILES, EXCEPTIONS, read_authority, read_names
from sphinx_handbook.corpus.unfinished import unwritten

__all__ = [
    "AUTHORITY",
    "AUTHORITY_FILES",
    "COMMENTARY",
    "DECISIONS",
    "EXCEPTIONS",
    "LARGEST_TEXT",
    "Converted",
    "Corpus",
    "EditionFolder",
    "add_pages",
    "append_decision",
    "check_commentary",
    "date_setting",
    "edition_texts",
    "known_editions",
    "load",
    "parallels_of",
    "publish",
    "read_authority",
    "read_editions",
    "read_names",
    "read_text",
    "reanchor",
    "remove_decision",
    "unwritten",
    "with_pages_checked",
    "write_bytes",
    "write_if_different",
    "write_pages",
]
