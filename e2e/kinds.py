"""A page of each kind that the website has."""

from __future__ import annotations

import os

PAGES = {
    "home": "index.html",
    "front of an edition": "texts/october/index.html",
    "chapter": "texts/october/2.html",
    "article with headings": "texts/calendars/1.html",
    "edition without its text": "texts/woods/index.html",
    "people": "people.html",
    "person": "people/lenin.html",
    "people of a letter": "people/letter-r.html",
    "chronology": "chronology.html",
    "month": "chronology/july-1917.html",
    "glossary": "glossary.html",
    "places": "places.html",
    "works": "works.html",
    "bibliography": "bibliography.html",
    "passages of terms": "glossary/passages-b.html",
    "edition of several parts": "texts/petrograd/appendix.html",
    "search": "search.html",
    "guide": "contributing/roles.html",
    "commentary": "commentary/storming.html",
    "list of commentary": "commentary/index.html",
    "chapter with commentary": "texts/october/8.html",
}
if os.environ.get("HANDBOOK_TEXTS"):
    PAGES |= {"apparatus": "texts/isr/apparatus.html", "long chapter": "texts/trotsky/43.html"}
