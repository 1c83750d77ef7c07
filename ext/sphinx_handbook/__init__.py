"""Scholarly editions on Sphinx: from plain source texts to a website, a PDF and an ePub."""

__version__ = "0.1.0"


def setup(app):  # type: ignore[no-untyped-def]
    """Register the extension with Sphinx."""
    from sphinx_handbook.sphinx import setup as setup_sphinx

    return setup_sphinx(app)
