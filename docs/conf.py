"""Sphinx configuration of the handbook."""

project = "1917: From July to October"
author = "The Editors"
copyright = "The Editors; the editions' texts belong to their authors and publishers"
release = version = "0.1"
language = "en"
handbook_date = "2026-11-22"
handbook_pdf_licence = [
    "The prose of this handbook may be copied, changed and published under the Creative Commons Attribution 4.0 International licence, https://creativecommons.org/licenses/by/4.0/; its software under the BSD 2-Clause licence.",
    "The texts of editions whose rights are reserved were put in by whoever made this copy. Ask their owners before you pass it on.",
]

# Without these the last line of a paragraph stands alone at the head of a page, as its note has no room on the page before.
handbook_pdf_line_above = [
    *["october.7.1"] * 2,
    "petrograd.7.1",
    "rothstein.1.s3",
    *["rothstein.1.s6"] * 2,
    "rothstein.1.s8",
]

# The guide is for those who have the project before them, not a printed book.
handbook_pdf_omit = ["contributing/*"]

extensions = ["sphinx_handbook", "sphinx_design", "sphinxcontrib.bibtex"]
primary_domain = "hb"
exclude_patterns = ["texts/.manifest"]

# The sources carry their own quotation marks, dashes and labels; nothing may rewrite them.
smartquotes = False
myst_disable_syntax = ["html_inline", "html_block"]
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
myst_footnote_sort = False
myst_footnote_transition = False

bibtex_bibfiles = ["../references.bib"]
bibtex_default_style = "handbook"
bibtex_reference_style = "author_year"

html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_favicon = "_static/icon.svg"
html_css_files = ["handbook.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_last_updated_fmt = None
html_domain_indices = False  # the registers are the indices; print has its own
html_use_index = False

epub_basename = "handbook"
epub_identifier = "urn:uuid:4023925a-17eb-5e60-96c5-a636b42eba9d"
epub_uid = "identifier"
epub_description = "Four works on the Russian revolution of 1917, with people, dates, cited works and commentary."
epub_publisher = author
epub_author = author
epub_language = language
epub_cover = ("_static/cover.png", "epub-cover.html")  # drawn by the build, unless there is such a picture
epub_show_urls = "no"
epub_tocscope = "includehidden"
epub_tocdup = False
epub_css_files = ["epub-handbook.css"]
epub_use_index = False
