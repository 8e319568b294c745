"""What scripts/docs does besides calling the compiler and docc.

    docs.py catalogue FOLDER         puts the catalogues of all modules, and the guide as articles, into one catalogue
    docs.py check SITE MODULE...     names the public symbols that are in no topic, and counts; code 1 if there is one
"""
import json, os, pathlib, re, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GUIDE = sorted((ROOT / "docs/guide").glob("[a-z]*.md")) + [ROOT / f"docs/{name}.md" for name in ("rows", "json-format", "guarantees", "trigger-semantics")]
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#:]+)(?:#[^)]*)?\)")
START = "Overview"  # the landing page, docs/Site.docc/Overview.md


def article(page):
    """A page of the guide with links that docc knows; of what is not on the site remain words and path."""
    def link(match):
        text, target = match[1], (page.parent / match[2]).resolve()
        if target in GUIDE:
            return f"[{text}](doc:{target.stem})"
        path = target.relative_to(ROOT).as_posix()
        return f"`{path}`" if text == path else f"{text} (`{path}`)"
    return LINK.sub(link, page.read_text(encoding="utf-8"))


def write_catalogue(folder):
    catalogues = [file for place in ("Sources", "docs") for file in sorted((ROOT / place).glob("**/*.docc/*.md"))]
    for file in catalogues + GUIDE:
        copy = folder / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(article(file) if file in GUIDE else file.read_text(encoding="utf-8"), encoding="utf-8")


def uncurated(page):
    """Symbols that docc has put into a group by itself, since no Topics has them. Implementations of protocols' requirements are
    in such groups always."""
    for section in page.get("topicSections", []):
        if section.get("generated") and section["title"] != "Default Implementations":
            for identifier in section["identifiers"]:
                yield identifier.split("/documentation/")[1]


def check(site, modules):
    data = site / "data/documentation"
    missing = []
    pages = [json.loads(file.read_text(encoding="utf-8")) for file in data.glob("**/*.json")]
    for page in pages:
        module = page["identifier"]["url"].split("/documentation/")[1].split("/")[0]
        # A page is curated where it is a module's, or has topics that somebody wrote.
        by_hand = any(not section.get("generated") for section in page.get("topicSections", []))
        if page["kind"] == "symbol" and (page["metadata"].get("symbolKind") == "module" or by_hand):
            missing += uncurated(page)
    for name in sorted(missing):
        print(f"{name} is in no topic: add it to the catalogue, Sources/{name.split('/')[0]}/{name.split('/')[0]}.docc", file=sys.stderr)
    absent = [name for name in modules if not (data / f"{name.lower()}.json").exists()]
    if missing or absent:
        sys.exit("\n".join(f"there is no page of the module {name}" for name in absent) or 1)
    redirect = f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=documentation/{START.lower()}/">\n'
    (site / "index.html").write_text(redirect, encoding="utf-8")
    symbols = sum(page["kind"] == "symbol" and page["metadata"]["symbolKind"] not in ("module", "extension") for page in pages)
    articles = sum(page["kind"] == "article" and "/documentation/guide/" in page["identifier"]["url"] for page in pages)
    print(f"{len(modules)} modules, {symbols} symbols, {articles} articles; 0 warnings, 0 symbols in no topic")


if sys.argv[1] == "catalogue":
    write_catalogue(pathlib.Path(sys.argv[2]))
else:
    check(pathlib.Path(sys.argv[2]), sys.argv[3:])
