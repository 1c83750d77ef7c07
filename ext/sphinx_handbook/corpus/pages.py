"""The pages of all editions, as text, and the words that editions share, which they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sphinx_handbook import pages
from sphinx_handbook.corpus.loading import Corpus
from sphinx_handbook.parallels import Parallel, by_siglum, find_parallels


def parallels_of(corpus: Corpus) -> dict[str, list[Parallel]]:
    """The words that editions share, by siglum, each first as that edition has it."""
    return by_siglum(find_parallels([(one.edition, one.annotated) for one in corpus.converted]))


def edition_texts(corpus: Corpus, parallels: Mapping[str, Sequence[Parallel]] = MappingProxyType({})) -> dict[str, str]:
    """Every page of every edition, by path below the folder of generated pages (``woods/127.md``)."""
    at_hand = {converted.folder.siglum: converted for converted in corpus.converted}
    texts: dict[str, str] = {}
    for folder in corpus.folders:
        data = folder.data
        converted = at_hand.get(folder.siglum)
        if converted:
            shared = parallels.get(folder.siglum, ())
            made = pages.edition_pages(converted.edition, data, converted.entries, converted.annotated, shared)
        else:
            made = {pages.INDEX: pages.absent_page(folder.siglum, data, data.contents, data.where)}
        texts.update({f"{folder.siglum}/{name}.md": text for name, text in made.items()})
    return texts
