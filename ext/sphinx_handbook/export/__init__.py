"""The handbook for other programs.

- ``blocks``       every block with its annotations, and the persons: what ``annotations.jsonl`` and ``persons.json`` hold;
- ``webannotation``  the same annotations in the W3C's model, as JSON-LD;
- ``tei``          the texts with their markup, as TEI P5;
- ``passages``     the tree of editions, divisions and passages that the website offers as JSON.
"""

from sphinx_handbook.export.blocks import persons, records

__all__ = ["persons", "records"]
