"""The proof that no word of a source was lost, added or moved on its way into the website, the ePub, the PDF and TEI files.

The check is independent of the readers: it takes the raw text of a source by white space into tokens with their lines,
applies what the edition declares (:class:`Emendation`, :class:`Removed`, :class:`Gap`, hyphens at line ends), and
compares the result, token by token and exactly, with the text extracted from the built outputs. There is no other
tolerance: what no declaration and no note mark explains is a problem.

::

    report = verify([edition_under_test], Outputs(html=Path("build/html"), pdf=Path("build/handbook.pdf")))
    print(report.table())
    for problem in report.problems: ...
"""

from sphinx_handbook.fidelity.declared import EditionUnderTest, Emendation, Gap, Outputs, Removed
from sphinx_handbook.fidelity.report import Entry, Report
from sphinx_handbook.fidelity.verify import verify

__all__ = ["EditionUnderTest", "Emendation", "Entry", "Gap", "Outputs", "Removed", "Report", "verify"]
