"""Readers: a raw text and how to read it in, divisions and problems out. Nothing here opens a file.

How a text is read is data:

- ``reading``    the keys, and the presets of the raw formats;
- ``blockmap``   what no rule can know of its lines.

A text goes this way:

- ``source``     the raw text, with its path and its block map;
- ``reader``     all steps in their order: :func:`read`;
- ``lines``      lines, and lines joined to paragraphs;
- ``markup``     emphasis, taken out of their words;
- ``parts``      paragraphs cut into parts, by the headings of divisions;
- ``setapart``   notes that stand among the text or at the end of the book;
- ``divisions``  a part as a division;
- ``headings``   which paragraphs are headings;
- ``blocks``     paragraphs as blocks;
- ``notelists``  a list of notes;
- ``gaps``       the gaps of the text;
- ``notes``      labels of notes, and where their marks stand;
- ``marks``      the marks, taken out of the words.
"""

from sphinx_handbook.readers.blockmap import BlockMap, Gap
from sphinx_handbook.readers.reader import Read, read
from sphinx_handbook.readers.reading import PRESETS, Reading
from sphinx_handbook.readers.source import SourceFile

__all__ = ["PRESETS", "BlockMap", "Gap", "Read", "Reading", "SourceFile", "read"]
