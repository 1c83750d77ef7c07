"""Commentary on the pages: the directives ``{commentary}`` and ``{commentary-list}``, and the marks beside the texts.

A comment knows its passages when it is read; where their words stand is known when every page has been read.

- ``directive``  the two directives;
- ``settle``     every comment against the pages as they were read: problems, marks, and which pages are to be written again;
- ``texts``      the words of the editions, from the pages;
- ``marks``      what stands beside a passage that has commentary, and the numbers that comments have in print;
- ``listing``    the list of commentary, by edition.
"""

from __future__ import annotations

from sphinx.application import Sphinx

from .directive import CommentaryDirective, CommentaryListDirective, commentary_list
from .listing import FillCommentaryLists
from .marks import MarkCommentary, NumberComments
from .settle import Settle


def setup(app: Sphinx) -> None:
    app.add_node(commentary_list)
    app.add_directive_to_domain("hb", "commentary", CommentaryDirective)
    app.add_directive_to_domain("hb", "commentary-list", CommentaryListDirective)
    app.add_post_transform(FillCommentaryLists)
    app.add_post_transform(MarkCommentary)
    app.add_post_transform(NumberComments)
    app.connect("env-updated", Settle())
