"""What a register says of each record: an anchor, a heading, what is known, and who mentions it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from docutils import nodes
from sphinx.addnodes import pending_xref

from sphinx_handbook.authority import Entry, Event, Kind, Person, Work
from sphinx_handbook.collation import collation
from sphinx_handbook.dates import Calendar, Date, both_calendars, in_both, in_words
from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.mentions import Mention
from sphinx_handbook.sphinx.targets import beginning, day_anchor

from .passages import passages

FEW_SERVED = 8
"""So many entries that rest on a work are named in the register of works."""

Prose = Mapping[str, Sequence[nodes.Node]]
"""The Markdown of records, read, by their ids; a person has a node for the line about them and more for the biography."""


@dataclass(frozen=True, slots=True)
class Item:
    """A record in its register. ``section`` heads the items of one page, ``facts`` come before the prose and ``after`` behind it.

    ``title`` is the heading with its markup, where it has any.
    """

    anchor: str
    heading: str
    mentions: list[Mention]
    title: tuple[nodes.Node, ...] = ()
    section: str = ""
    note: str = ""
    record: str = ""
    facts: tuple[nodes.Element, ...] = ()
    after: tuple[nodes.Element, ...] = ()
    parts: tuple[Item, ...] = ()

    def said(self) -> str:
        """Everything that the item says, as a text that is another if anything of it is."""
        said = (
            self.anchor,
            self.heading,
            self.section,
            self.note,
            self.record,
            [tuple(each) for each in self.mentions],
        )
        nodes_said = [str(node) for node in (*self.title, *self.facts, *self.after)]
        return repr((said, nodes_said, [part.said() for part in self.parts]))

    @property
    def often(self) -> int:
        """How many passages mention it."""
        return len(passages(self.mentions))


@dataclass(frozen=True)
class Registers:
    """Everything that registers say, made when every page has been read."""

    domain: HandbookDomain

    def items(self, name: str) -> list[Item]:
        """The items of the register ``name``, in order."""
        self.domain.asked = True
        if name not in self._made:
            makers: dict[str, Callable[[], Iterator[Item]]] = {
                "persons": self._persons,
                "works": self._works,
                "dates": self._dates,
            }
            make = makers.get(name) or (lambda: self._entries(self.domain.authority.kinds[name]))
            self._made[name] = list(make())
        return self._made[name]

    _made: dict[str, list[Item]] = field(default_factory=dict)

    # Persons

    def _persons(self) -> Iterator[Item]:
        mentions = self.domain.mentions("person")
        shown = self.domain.persons_shown()
        for person in sorted(shown.values(), key=lambda person: collation(person.sort)):
            heading = f"{person.sort} ({person.life})" if person.life else person.sort
            biography = self.domain.authority.biographies.get(person.id)
            yield Item(
                f"person-{person.id}",
                heading,
                mentions.get(person.id, []),
                section=collation(person.sort)[:1].upper(),
                note=person.in_1917,
                record=person.id,
                facts=tuple(_life(person)),
                after=(
                    *(_fact("In 1917", nodes.Text(person.in_1917.rstrip(".") + ".")) if person.in_1917 else ()),
                    *_sources(biography.sources if biography else ()),
                    *self._companions(person.id),
                ),
            )

    def _companions(self, person_id: str) -> Iterator[nodes.paragraph]:
        """Who is most often named in the same paragraphs."""
        others = self._together.get(person_id, Counter())
        often = [
            (other, times) for other, times in sorted(others.items(), key=lambda each: (-each[1], each[0])) if times > 1
        ]
        if often:
            listed: list[nodes.Node] = []
            for other, times in often[:8]:
                listed += [nodes.Text(", " if listed else "")]
                name = self.domain.authority.persons[other].name
                listed += [mention("person", other, name), nodes.Text(f" ({times})")]
            yield from _fact("Often named with", *listed)

    @cached_property
    def _together(self) -> dict[str, Counter[str]]:
        """How many passages name two persons, by the one and the other."""
        named: dict[tuple[str, str], set[str]] = defaultdict(set)
        for target, mentions in self.domain.mentions("person").items():
            if target in self.domain.authority.persons:
                for each in mentions:
                    named[each.docname, each.anchor].add(target)
        together: dict[str, Counter[str]] = defaultdict(Counter)
        for targets in named.values():
            for target in targets:
                together[target].update(targets - {target})
        return together

    # Works

    def _works(self) -> Iterator[Item]:
        mentions = self.domain.mentions("work")
        places = self.domain.places
        editions = places.editions_of_works()
        for work in sorted(self.domain.authority.works.values(), key=lambda work: collation(work.short)):
            siglum = editions.get(work.key)
            here = _fact("In this handbook", mention("locus", siglum, places.title_of(siglum))) if siglum else ()
            yield Item(
                f"work-{work.key}",
                work.short,
                mentions.get(work.key, []),
                title=tuple(_title(work)),
                section=collation(work.short)[:1].upper(),
                record=work.key,
                after=(*here, *self._parallels(siglum or ""), *self._served(work.key)),
            )

    def _parallels(self, siglum: str) -> Iterator[nodes.paragraph]:
        """Where other editions have words of this one."""
        found = self.domain.places.parallels_with(siglum) if siglum else []
        if found:
            listed: list[nodes.Node] = []
            for theirs, ours in found:
                listed += [nodes.Text("; " if listed else ""), mention("locus", theirs, theirs), nodes.Text(" ‖ ")]
                listed += [mention("locus", ours, ours.partition(".")[2])]
            yield from _fact("Quoted at length", *listed)

    def _served(self, key: str) -> Iterator[nodes.paragraph]:
        """What the reference part says on the authority of a work: by name, or how much where it is much."""
        served = self._by_source.get(key, {})
        if 0 < sum(map(len, served.values())) <= FEW_SERVED:
            listed: list[nodes.Node] = []
            for role, target, words in (each for group in served.values() for each in group):
                listed += [nodes.Text(", " if listed else "")]
                listed += [mention(role, target, words) if role else nodes.Text(f"“{words}”")]
            yield from _fact("Source for", *listed)
        elif served:
            counts = ", ".join(f"{len(group)} {what}" for what, group in served.items())
            yield from _fact("Source for", nodes.Text(f"{counts} of the reference part."))

    @cached_property
    def _by_source(self) -> dict[str, dict[str, list[tuple[str, str, str]]]]:
        """Role, target and name of what each work is a source for, by the work and by what it is."""
        authority = self.domain.authority
        served: dict[str, dict[str, list[tuple[str, str, str]]]] = defaultdict(lambda: defaultdict(list))
        for key, biography in authority.biographies.items():
            for source in biography.sources:
                served[source]["lives"].append(("person", key, authority.persons[key].name))
        for event in authority.events.values():
            for source in event.sources:
                served[source]["events"].append(("", event.id, event.title))
        for kind in authority.kinds.values():
            for entry in kind.entries.values():
                for source in entry.sources:
                    served[source][kind.id].append((kind.role, entry.id, entry.name))
        return served

    # Dates

    def _dates(self) -> Iterator[Item]:
        days: dict[str, tuple[Date, list[Mention], list[Event]]] = {}
        for target, mentions in self.domain.mentions("date").items():
            for each in mentions:
                date = Date(target, cast(Calendar, each.detail))
                days.setdefault(day_anchor(date), (beginning(date), [], []))[1].append(each)
        for event in self.domain.authority.events.values():
            days.setdefault(day_anchor(event.when), (beginning(event.when), [], []))[2].append(event)
        for date in self.domain.dates_named():
            days.setdefault(day_anchor(date), (beginning(date), [], []))
        crowded = _crowded(date for date, _, _ in days.values())
        for anchor, (date, mentions, events) in sorted(
            days.items(), key=lambda day: (_as_russia_dated(day[1][0]), day[0])
        ):
            yield Item(
                anchor,
                both_calendars(date),
                sorted(mentions, key=self.domain.places.in_order),
                section=_period(date, crowded),
                note=in_both(date),
                parts=tuple(map(self._event, events)),
            )

    def _event(self, event: Event) -> Item:
        people: list[nodes.Node] = []
        for person in event.people:
            people += [nodes.Text(", " if people else "")]
            people += [mention("person", person, self.domain.authority.persons[person].name)]
        place = _fact("Place", nodes.Text(event.place)) if event.place else ()
        named = _fact("People", *people) if people else ()
        when = in_both(event.when) if "/" in event.date else ""
        return Item(
            f"event-{event.id}",
            event.title,
            [],
            note=when,
            record=event.id,
            after=(*place, *named, *_sources(event.sources)),
        )

    # Terms, places and other kinds

    def _entries(self, kind: Kind) -> Iterator[Item]:
        mentions = self.domain.mentions(kind.role)
        for entry in sorted(kind.entries.values(), key=lambda entry: collation(entry.sorted_by)):
            yield Item(
                f"{kind.role}-{entry.id}",
                entry.name,
                sorted(mentions.get(entry.id) or self._as_works(entry), key=self.domain.places.in_order),
                section=collation(entry.sorted_by)[:1].upper(),
                note=entry.group,
                record=entry.id,
                facts=tuple(_in_russian(entry)),
                after=(*_see(kind, entry), *_sources(entry.sources)),
            )

    def _as_works(self, entry: Entry) -> list[Mention]:
        """Where the texts cite as a work what an entry explains, as they do the April Theses."""
        return [
            each
            for mentions in self.domain.mentions("work").values()
            for each in mentions
            if any(form in each.words for form in entry.forms)
        ]


def _life(person: Person) -> Iterator[nodes.paragraph]:
    born = f"born {in_words(person.born)}" if "-" in person.born else ""
    died = f"died {in_words(person.died)}" if "-" in person.died else ""
    said = ", ".join(filter(None, (born, died)))
    names = [name for name in dict.fromkeys(person.variants) if name not in person.name and not _INITIAL.search(name)]
    if said:
        yield nodes.paragraph("", f"{said[0].upper()}{said[1:]}.", classes=["facts"])
    if names and not person.unidentified:
        yield nodes.paragraph("", f"Also {', '.join(names[:8])}.", classes=["facts"])


_INITIAL = re.compile(r"\b[^\W\d_]\b")


def _title(work: Work) -> Iterator[nodes.Node]:
    if work.creator:
        yield nodes.Text(f"{work.creator}, ")
    yield nodes.emphasis("", work.title)
    if work.year:
        yield nodes.Text(f" ({work.year})")


def _in_russian(entry: Entry) -> Iterator[nodes.paragraph]:
    if entry.russian or entry.transliteration:
        russian = nodes.inline("", entry.russian, classes=["language-ru"])
        comma = nodes.Text(", " if entry.russian and entry.transliteration else "")
        yield nodes.paragraph("", "", russian, comma, nodes.emphasis("", entry.transliteration), classes=["facts"])


def _see(kind: Kind, entry: Entry) -> Iterator[nodes.paragraph]:
    listed: list[nodes.Node] = []
    for other in entry.see:
        listed += [nodes.Text(", " if listed else ""), mention(kind.role, other, kind.entries[other].name)]
    if listed:
        yield from _fact("See also", *listed)


def _sources(keys: Iterable[str]) -> Iterator[nodes.paragraph]:
    listed: list[nodes.Node] = []
    for key in keys:
        listed += [nodes.Text("; " if listed else ""), mention("work", key, "")]
    if listed:
        yield from _fact("Sources", *listed)


def _fact(name: str, *said: nodes.Node) -> Iterator[nodes.paragraph]:
    yield nodes.paragraph("", "", nodes.emphasis("", f"{name}:"), nodes.Text(" "), *said, classes=["facts"])


def mention(role: str, target: str, words: str) -> pending_xref:
    """A mention as the role would make it; without words it shows the heading of what it points to."""
    xref = pending_xref(
        "", nodes.inline("", words), refdomain="hb", reftype=role, refexplicit=bool(words), refwarn=True
    )
    xref["reftarget"] = target
    xref["emendations"] = []
    return xref


CROWDED = 120
"""From so many dates on a year is divided into months."""


def _crowded(dates: Iterable[Date]) -> list[str]:
    """The years with many dates, in order."""
    years = Counter(_as_russia_dated(date)[:4] for date in dates)
    return sorted(year for year, often in years.items() if often >= CROWDED)


def _as_russia_dated(date: Date) -> str:
    """A day of the New Style as Russia dated it: in the Old Style until 31 January 1918."""
    first = date.edtf.partition("/")[0]
    is_day = first.count("-") == 2
    return date.julian.partition("/")[0] if is_day and first < "1918-02-14" else first


def _period(date: Date, crowded: Sequence[str]) -> str:
    """The section of the chronology to which a date belongs: a month of a crowded year, or what lies between such years."""
    value = _as_russia_dated(date)
    year = value[:4]
    if year in crowded:
        month = value[:7]
        return in_words(month) if value.count("-") and int(month[5:7]) <= 12 else f"{year} as a whole"
    earlier = [one for one in crowded if one < year]
    later = [one for one in crowded if one > year]
    if not crowded:
        return "All dates"
    if not earlier:
        return f"Before {later[0]}"
    return f"Between {earlier[-1]} and {later[0]}" if later else f"After {earlier[-1]}"
