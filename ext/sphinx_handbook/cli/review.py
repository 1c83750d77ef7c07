"""List what no rule is sure of, the worst first, each with a decision to paste; or decide it one by one."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from sphinx_handbook import corpus, decisions
from sphinx_handbook.cli.common import add_texts, load, print_problems, tally
from sphinx_handbook.decisions import Decision, Doubt
from sphinx_handbook.origins import Origin
from sphinx_handbook.problems import ProblemError

CLEAR = "clear from the context"
"""The reason of a decision whose editor gives none."""

TYPES = ("person", "date", "work")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_texts(parser)
    parser.add_argument("siglum", nargs="?", help="review this edition only")
    parser.add_argument("--type", choices=TYPES, help="review one kind of annotation only")
    parser.add_argument("--max", type=_count, metavar="N", help="stop after the N worst")
    parser.add_argument(
        "--interactive", action="store_true", help="ask for each, and write every answer at once to decisions.toml"
    )


def _count(value: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", value):
        raise argparse.ArgumentTypeError(f"{value} is no number")
    return int(value)


@dataclass(frozen=True, slots=True)
class Case:
    """A doubt with the edition it is in."""

    edition: corpus.Converted
    doubt: Doubt


def run(options: argparse.Namespace) -> int:
    found = load(options)
    if print_problems(found.problems):
        return 1
    if options.siglum and options.siglum not in {one.folder.siglum for one in found.converted}:
        print(_no_edition(options.siglum, found), file=sys.stderr)
        return 2
    cases = [case for case in _cases(found, options.siglum) if options.type in (None, case.doubt.annotation.type)]
    chosen = cases[: options.max]
    if options.interactive:
        return Session(found, chosen, _answers(sys.stdin.isatty())).run()
    for case in chosen:
        print(_entry(case, found))
    print(f"# {tally(case.doubt.annotation for case in cases)}; {len(chosen):,} listed")
    return 0


def _no_edition(siglum: str, found: corpus.Corpus) -> str:
    if siglum in {folder.siglum for folder in found.folders}:
        return f"the text of {siglum} is not at hand; name the folder it lies in with --texts"
    return f"there is no edition {siglum}; the editions are {', '.join(folder.siglum for folder in found.folders)}"


def _cases(found: corpus.Corpus, siglum: str | None) -> list[Case]:
    """What is doubtful, the worst first; what is equally bad in reading order."""
    cases = [
        Case(one, doubt)
        for one in found.converted
        if siglum in (None, one.folder.siglum)
        for doubt in decisions.doubts(one.edition, one.annotated)
    ]
    return sorted(cases, key=lambda case: case.doubt.rank)


# The list: it is TOML, and what an editor needs to know stands in comments.


def _entry(case: Case, found: corpus.Corpus) -> str:
    lines = [_head(case), *_shown(case.doubt)]
    names = [_called(target, case.doubt, found) for target in case.doubt.candidates]
    lines += [f"  candidates: {'; '.join(names)}"] if len(names) > bool(case.doubt.annotation.target) else []
    return "\n".join([*(f"# {line}" for line in lines), decisions.to_toml(_proposal(case.doubt))])


def _head(case: Case) -> str:
    doubt = case.doubt
    return f"{doubt.place}: {doubt.annotation.type}, {doubt.annotation.sure} (rule: {doubt.annotation.rule})"


def _shown(doubt: Doubt) -> list[str]:
    """The words in their surroundings, bold on a terminal and elsewhere as Markdown writes it; and what makes the rule unsure."""
    start, end = doubt.annotation.start, doubt.annotation.end
    before, behind = decisions.in_context(doubt.text, start, end)
    mark, unmark = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("**", "**")
    lines = [f"{before}{mark}{doubt.text[start:end]}{unmark}{behind}", doubt.annotation.get(decisions.DOUBT)]
    return [f"  {line}" for line in lines if line]


def _called(target: str, doubt: Doubt, found: corpus.Corpus) -> str:
    """A candidate with its name."""
    if doubt.annotation.type == "person" and target in found.authority.persons:
        person = found.authority.persons[target]
        return f"{target} ({', '.join(part for part in (person.name, person.life) if part)})"
    if doubt.annotation.type == "work" and target in found.authority.works:
        return f"{target} ({found.authority.works[target].short})"
    calendar = doubt.annotation.get("calendar")
    return f"{target} ({calendar})" if calendar and target == doubt.annotation.target else target


def _proposal(doubt: Doubt) -> Decision:
    """The decision that an editor will most probably take."""
    if doubt.annotation.target:
        return doubt.accepted(CLEAR)
    return doubt.named(next(iter(doubt.candidates), "?"), CLEAR)


# One by one


@dataclass(frozen=True, slots=True)
class Answer:
    """A key; what is chosen, for the key ``c``; and the reason."""

    key: str
    choice: str = ""
    calendar: str = ""
    reason: str = ""


Ask = Callable[[Case, Sequence[str]], Answer]
"""Asks the editor about a case, of which the numbered candidates are given."""

KEYS = {"a": "accept", "r": "reject", "c": "choose", "s": "skip", "u": "undo", "q": "quit"}


@dataclass(slots=True)
class Session:
    """Asks about each case in turn. Every answer is on disk before the next question."""

    found: corpus.Corpus
    cases: Sequence[Case]
    ask: Ask
    written: list[tuple[int, Decision, str]] = field(default_factory=list)

    def run(self) -> int:
        """Ask until all is decided or the editor stops; returns the exit code."""
        at, code = 0, 0
        try:
            while at < len(self.cases):
                at = self._one(at)
        except KeyboardInterrupt:
            print()
            code = 130
        except ProblemError as error:
            print_problems(error.problems)
            code = 1
        count = len(self.written)
        files = sorted({self.cases[number].edition.folder.decided for number, _, _ in self.written})
        left = len(self.cases) - len({number for number, _, _ in self.written})
        where = f" to {', '.join(files)}" if files else ""
        print(f"{count:,} decision{'' if count == 1 else 's'} written{where}; {left:,} left to decide")
        return code

    def _one(self, at: int) -> int:
        """Ask about the case number ``at`` until there is an answer; returns the number of the next."""
        case = self.cases[at]
        candidates = case.doubt.candidates
        print(f"\n{at + 1} of {len(self.cases)}  {_head(case)}", *_shown(case.doubt), sep="\n")
        for number, target in enumerate(candidates, 1):
            print(f"  {number} {_called(target, case.doubt, self.found)}")
        while True:
            answer = self.ask(case, self._ids(case.doubt))
            if answer.key == "q":
                return len(self.cases)
            if answer.key == "s":
                return at + 1
            if answer.key == "u":
                return self._undo(at)
            try:
                decision = self._decision(case.doubt, answer)
                self._check(case, decision)
            except ValueError as error:
                print(f"  {error}")
                continue
            added = corpus.append_decision(case.edition.folder, decision)
            self.written.append((at, decision, added))
            print(f"  {_outcome(decision)}")
            return at + 1

    def _ids(self, doubt: Doubt) -> Sequence[str]:
        """Everything that a doubt of this type can be."""
        return sorted(
            {"person": self.found.authority.persons, "work": self.found.authority.works}.get(doubt.annotation.type, {})
        )

    def _decision(self, doubt: Doubt, answer: Answer) -> Decision:
        """The decision that the answer is; raises :class:`ValueError` that says why it is none."""
        reason = answer.reason or CLEAR
        if answer.key == "a":
            return doubt.accepted(reason)
        if answer.key == "r":
            return doubt.decided(reason, reject=True)
        if answer.key == "c":
            target = chosen(answer.choice, doubt.candidates, self._ids(doubt))
            return doubt.named(target, reason, answer.calendar)
        raise ValueError(", ".join(f"{key} {name}" for key, name in KEYS.items()))

    def _check(self, case: Case, decision: Decision) -> None:
        """Raise :class:`ValueError` if the decision cannot be applied beside those that were written."""
        beside = [old for number, old, _ in self.written if self.cases[number].edition is case.edition]
        targets = {"date": (), **self.found.authority.targets()}
        wrong = next(decisions.faults(decision), None)
        if wrong:
            raise ValueError(" ".join(wrong))
        chosen, edition = [*beside, decision], case.edition
        text = "\n".join(map(decisions.to_toml, chosen))
        origins = [Origin(edition.folder.decided, text, ("decision", number)) for number in range(len(chosen))]
        _, problems = decisions.apply(edition.edition, edition.annotated, chosen, origins, targets)
        if problems:
            raise ValueError(f"{problems[0].message}. {problems[0].hint}")

    def _undo(self, at: int) -> int:
        """Take the last decision back and ask again."""
        if not self.written:
            print("  there is nothing to undo")
            return at
        number, decision, added = self.written[-1]
        if not corpus.remove_decision(self.cases[number].edition.folder, added):
            print("  the file has been changed since; take the decision out by hand")
            return at
        self.written.pop()
        print(f"  undone: {_outcome(decision)}")
        return number


def _outcome(decision: Decision) -> str:
    if decision.reject:
        return f"“{decision.words}” is no {decision.type}"
    return f"“{decision.words}” is {decision.named}"


def chosen(choice: str, candidates: Sequence[str], ids: Sequence[str]) -> str:
    """The target that ``choice`` means: the number of a candidate, an id, or the beginning of one id only.

    Raises :class:`ValueError` that says which ids begin so. Where there are no ``ids``, such as for dates, it is taken as it is.
    """
    if not choice:
        raise ValueError("give the number of a candidate, or an id")
    if re.fullmatch("[1-9][0-9]?", choice):
        if int(choice) <= len(candidates):
            return candidates[int(choice) - 1]
        raise ValueError(f"there is no candidate {choice}")
    if not ids or choice in ids:
        return choice
    begin = [each for each in ids if each.startswith(choice)]
    if len(begin) == 1:
        return begin[0]
    if not begin:
        raise ValueError(f"no id begins with {choice}")
    raise ValueError(f"{len(begin)} ids begin so: {', '.join(begin[:8])}{' …' if len(begin) > 8 else ''}")


# How answers come in


def _answers(terminal: bool) -> Ask:
    if not terminal:
        return _ask_line
    try:
        import termios  # noqa: F401
    except ImportError:  # no Unix: the terminal gives lines
        return _ask_line
    return _ask_key


def _prompt(case: Case) -> str:
    keys = [key for key in KEYS if key != "a" or case.doubt.annotation.target]
    return ", ".join(f"{key} {KEYS[key]}" for key in keys) + " > "


def _ask_line(case: Case, ids: Sequence[str]) -> Answer:
    """One line is one answer: ``a``, ``r because``, ``c 2 because``, ``c lvov-v because``, ``c 1917-07-03 julian because``."""
    print(_prompt(case), end="", flush=True)
    line = sys.stdin.readline()
    if not line:
        print()
        return Answer("q")
    key, _, rest = line.strip().partition(" ")
    return _with_choice(key, rest) if key == "c" else Answer(key, reason=rest.strip())


def _with_choice(key: str, rest: str) -> Answer:
    choice, _, reason = rest.strip().partition(" ")
    calendar, _, behind = reason.strip().partition(" ")
    if calendar in ("julian", "gregorian", "unknown"):
        return Answer(key, choice, calendar, behind.strip())
    return Answer(key, choice, reason=reason.strip())


def _ask_key(case: Case, ids: Sequence[str]) -> Answer:
    """One key is one answer; the choice and the reason are typed in lines of their own."""
    print(_prompt(case), end="", flush=True)
    key = _key()
    print(key if key.isprintable() else "")
    if key in ("", "\x04"):
        return Answer("q")
    if key == "c":
        with _completing([*case.doubt.candidates, *ids]):
            answer = _with_choice(key, _typed("  number or id (Tab completes): "))
        return replace(answer, reason=answer.reason or _typed(f"  why (Enter: {CLEAR}): "))
    if key in ("a", "r") and (key == "r" or case.doubt.annotation.target):
        return Answer(key, reason=_typed(f"  why (Enter: {CLEAR}): "))
    return Answer(key)


@contextmanager
def _completing(words: Sequence[str]) -> Iterator[None]:
    """While it lasts, the Tab key completes what is typed to one of ``words``."""
    try:
        import readline
    except ImportError:
        yield
        return

    def complete(text: str, state: int) -> str | None:
        found = list(dict.fromkeys(word for word in words if word.startswith(text)))
        return found[state] if state < len(found) else None

    before = readline.get_completer(), readline.get_completer_delims()
    readline.set_completer(complete)
    readline.set_completer_delims(" ")
    readline.parse_and_bind("tab: complete")
    try:
        yield
    finally:
        readline.set_completer(before[0])
        readline.set_completer_delims(before[1])


def _typed(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        print()
        return ""


def _key() -> str:
    """The next key pressed, without waiting for Enter; nothing at the end of input."""
    import os
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)  # keys that were typed ahead stay
        return os.read(terminal, 1).decode("ascii", errors="replace")
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
