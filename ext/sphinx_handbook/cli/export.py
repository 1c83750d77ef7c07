"""Write the handbook as data for other programs.

The formats: jsonl, annotations.jsonl with one object a block, and persons.json; jsonld, the same annotations in the W3C's
model; tei, a TEI P5 file an edition, in which every word of the source is then proved to stand.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sphinx_handbook import corpus, export, fidelity
from sphinx_handbook.cli.common import add_texts, load, print_problems
from sphinx_handbook.cli.verify import under_test
from sphinx_handbook.export import tei, webannotation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_texts(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write to")
    parser.add_argument("--format", choices=[*FORMATS], default="jsonl", help="what to write (default: jsonl)")
    parser.add_argument(
        "--site",
        default="",
        metavar="URL",
        help="where the website stands, for the targets of jsonld (default: the folder of the files)",
    )


def run(options: argparse.Namespace) -> int:
    if options.site and (options.format != "jsonld" or not options.site.startswith(("https://", "http://"))):
        print(
            "--site goes with --format jsonld, and is where the website stands, such as https://example.org/",
            file=sys.stderr,
        )
        return 2
    found = load(options)
    if print_problems(found.problems):
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    return FORMATS[options.format](found, options)


def _jsonl(found: corpus.Corpus, options: argparse.Namespace) -> int:
    lines, count = [], 0
    for record in export.records(found):
        lines.append(json.dumps(record, ensure_ascii=False) + "\n")
        count += len(record["annotations"])
    corpus.write_if_different(options.out / "annotations.jsonl", "".join(lines))
    persons = json.dumps(export.persons(found), ensure_ascii=False, indent=1)
    corpus.write_if_different(options.out / "persons.json", persons + "\n")
    print(f"{count:,} annotations of {len(found.converted)} editions written to {options.out}")
    return 0


def _jsonld(found: corpus.Corpus, options: argparse.Namespace) -> int:
    site = f"{options.site.rstrip('/')}/" if options.site else ""
    count = 0
    for name, content in webannotation.files(found, site):
        corpus.write_if_different(options.out / name, _json(content))
        count += len(content.get("items", ()))
    print(f"{count:,} annotations of {len(found.converted)} editions written to {options.out}")
    return 0


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _tei(found: corpus.Corpus, options: argparse.Namespace) -> int:
    for converted in found.converted:
        file = options.out / f"{converted.folder.siglum}.xml"
        corpus.write_if_different(file, tei.write(converted, found.authority).decode())
    report = fidelity.verify([under_test(one) for one in found.converted], fidelity.Outputs(tei=options.out))
    print(report.table())
    print(f"{len(found.converted)} editions written to {options.out}")
    return int(print_problems(report.problems) > 0)


FORMATS: Mapping[str, Callable[[corpus.Corpus, argparse.Namespace], int]] = MappingProxyType(
    {"jsonl": _jsonl, "jsonld": _jsonld, "tei": _tei}
)
