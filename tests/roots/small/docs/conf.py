project = "A small handbook"
author = "Nobody"
copyright = "Nobody"
version = release = "1"
language = "en"
handbook_date = "2026-01-31"
extensions = ["sphinx_handbook", "sphinxcontrib.bibtex"]
primary_domain = "hb"
smartquotes = False
myst_disable_syntax = ["html_inline", "html_block"]
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
myst_footnote_sort = False
myst_footnote_transition = False
bibtex_bibfiles = ["../references.bib"]
html_theme = "furo"
html_copy_source = False
html_domain_indices = False
html_use_index = False
epub_basename = "handbook"
epub_identifier = epub_uid = "small-handbook"
epub_show_urls = "no"
epub_tocscope = "includehidden"
epub_tocdup = False
epub_use_index = False
