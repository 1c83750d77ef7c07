"""Dates: which year and which calendar the forms of :mod:`.forms` mean, from what stands before them and what an editor says.

What a date does not say it takes from the text before it: a bare day its month, a date its year where the text has moved to
another one. Its calendar is that of its second form (``July 10 (23), 1917``), of the words behind it (``new style``), of an
island that the edition declares, of its weekday, of the place it is told of, of its century; else that of the edition.

What is written:

- ``form``       a date as it is written;
- ``words``      what the words of a date mean;
- ``patterns``   the patterns of its parts, and of what stands around it;
- ``reader``     the date that begins at one place;
- ``joining``    dates that belong together;
- ``forms``      all dates of a text.

What is meant:

- ``setting``    what the edition says of its dates;
- ``memory``     the months that the text has named;
- ``abroad``     places with the other calendar;
- ``calendars``  which calendar a date is in;
- ``story``      which year and month it means.
"""

from __future__ import annotations

from collections.abc import Sequence

from sphinx_handbook.recognisers.dates.setting import DateSetting, island_places, lost_islands
from sphinx_handbook.recognisers.dates.story import Story
from sphinx_handbook.text import Annotation, Block

__all__ = ["DateSetting", "find_dates", "lost_islands"]


def find_dates(blocks: Sequence[Block], setting: DateSetting) -> list[list[Annotation]]:
    """The dates in each of ``blocks``, in order.

    ``target`` of an annotation is EDTF as written; ``data`` holds its ``calendar`` (nothing for what is neither day nor
    month), what is in ``doubt`` about it, for review, and its :data:`CONTRADICTION`.
    """
    islands = island_places(blocks, setting.islands)
    story = Story(setting)
    return [list(story.read(block, islands.get(index, ()))) for index, block in enumerate(blocks)]
