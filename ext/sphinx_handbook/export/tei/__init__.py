"""The text of an edition as TEI P5 (https://tei-c.org/guidelines/p5/), with what is known of it: one file an edition.

- ``document``  the file: header, text, and the records that the text names;
- ``header``    what the file is, where its text comes from, and what was done to it;
- ``records``   persons, works and other records, stand-off;
- ``body``      divisions, blocks and notes;
- ``inline``    a block's words with marks, emendations and annotations nested in each other;
- ``mentions``  persons, dates and citations;
- ``xml``       elements and identifiers.
"""

from .document import write

__all__ = ["write"]
