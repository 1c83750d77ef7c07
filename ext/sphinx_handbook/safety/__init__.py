"""Strangers' pages, kept harmless: what a page may contain, as data, and the rules that read it.

There are three lines, each of which holds without the others: ``check`` reads the text of pages (:mod:`.pages`), Sphinx refuses while
it reads (``sphinx/safety.py``), and the built website is looked through at the end (:mod:`.tags`).
"""

from .allowed import ALL_DIRECTIVES, ALL_ROLES, allows_role
from .links import file_fault, inside, link_fault
from .pages import data_problems, front_matter_faults, page_problems
from .spans import kept_in

__all__ = [
    "ALL_DIRECTIVES",
    "ALL_ROLES",
    "allows_role",
    "data_problems",
    "file_fault",
    "front_matter_faults",
    "inside",
    "kept_in",
    "link_fault",
    "page_problems",
]
