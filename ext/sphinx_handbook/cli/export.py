"""Write the handbook as data: annotations.jsonl, one object a block, and persons.json."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from sphinx_handbook import export
from sphinx_handbook.cli.common import add_texts, load, print_problems


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_texts(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write to")


def run(options: argparse.Namespace) -> int:
    found = load(options)
    if print_problems(found.problems):
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    count = 0
    with (options.out / "annotations.jsonl").open("w", encoding="utf-8", newline="\n") as stream:
        for record in export.records(found):
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += len(record["annotations"])
    persons = json.dumps(export.persons(found), ensure_ascii=False, indent=1)
    (options.out / "persons.json").write_text(persons + "\n", encoding="utf-8", newline="\n")
    print(f"{count:,} annotations of {len(found.converted)} editions written to {options.out}")
    return 0
