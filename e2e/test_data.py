"""What other programs get, for every text at hand: TEI that is valid and whole, passages that lead to the website."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

from lxml import etree, html

from sphinx_handbook import corpus, fidelity
from sphinx_handbook.cli.verify import under_test
from sphinx_handbook.export import tei

SCHEMA = Path(__file__).parents[1] / "tests/schemas/tei_all-4.3.0.rng.xz"


def test_every_text_is_valid_and_whole_as_tei(loaded: corpus.Corpus, tmp_path: Path) -> None:
    schema = etree.RelaxNG(etree.fromstring(lzma.decompress(SCHEMA.read_bytes())))
    for converted in loaded.converted:
        file = tmp_path / f"{converted.folder.siglum}.xml"
        file.write_bytes(tei.write(converted, loaded.authority))
        assert schema.validate(etree.parse(str(file))), (file.name, list(schema.error_log)[:3])
    report = fidelity.verify([under_test(one) for one in loaded.converted], fidelity.Outputs(tei=tmp_path))
    print(report.table())
    assert report.problems == ()


def test_every_passage_of_the_data_is_on_the_website(site: Path) -> None:
    documents = sorted(site.glob("api/document/*/*.json"))
    followed = 0
    for file in documents:
        document = json.loads(file.read_text(encoding="utf-8"))
        anchors = set(html.parse(str((file.parent / document["url"]).resolve())).xpath("//@id"))
        for address, passage in document["passages"].items():
            page, _, anchor = passage["url"].partition("#")
            assert (page, anchor in anchors) == (document["url"], True), address
            followed += 1
    print(f"data: {followed:,} passages of {len(documents)} divisions followed")
    assert followed
