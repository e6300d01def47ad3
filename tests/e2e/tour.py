"""What must be true of every page, looked at as it stands in the browser."""

import re
from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
AXE_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
GRAVE = {"serious", "critical"}
LEAST_ON_PHONE = 44
"""Pixels of what is pressed on a phone's own pages; elsewhere it is axe's rule (WCAG 2.5.8)."""

NOT_FOR_READERS = {
    "an id": re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-"),
    "no value": re.compile(r"undefined|\bNaN\b|\[object|\bnull\b|Invalid Date"),
    "a code": re.compile(r"\b[a-z]+_[a-z_]+\b"),
    "a text's key": re.compile(r"\b[a-z_]+\.[a-z_]{2,}\b(?!/)"),
    "an unfilled text": re.compile(r"\{\w+\}"),
    "a date of machines": re.compile(r"\b\d{4}-\d\d-\d\d\b"),
}
GO = """path => {
  history.pushState(null, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
}"""
"""A step inside the page, as a link takes it: nothing is loaded anew."""

SETTLED = """() => document.querySelector('h1')
  && !document.querySelector('[aria-busy=true], .ant-spin-spinning, .adm-spin-loading')"""

LOOK = """least => {
  const shown = e => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    return box.width > 0 && box.height > 0 && box.bottom > 0
      && style.visibility !== 'hidden' && style.display !== 'none';
  };
  const words = e => (e.innerText || e.getAttribute('aria-label') || '').trim().slice(0, 30);
  const pressed = 'a,button,input,select,textarea,[role=button],[role=tab],[role=radio],'
    + '[role=checkbox],[role=switch],[role=combobox]';
  const small = [];
  for (const e of document.querySelectorAll('.phone :is(' + pressed + ')')) {
    if (!shown(e)) continue;
    // A link in a sentence is as high as its line.
    if (e.tagName === 'A' && getComputedStyle(e).display === 'inline') continue;
    const box = ((e.tagName === 'INPUT' && e.closest('label')) || e).getBoundingClientRect();
    if (box.height < least - 0.5 || box.width < 24 - 0.5)
      small.push(`${words(e)} ${Math.round(box.width)}x${Math.round(box.height)}`);
  }
  const cut = [];
  for (const e of document.querySelectorAll('body *')) {
    if (!shown(e) || !e.innerText) continue;
    const style = getComputedStyle(e);
    if (['hidden', 'clip'].includes(style.overflowX) && style.position !== 'absolute'
        && style.textOverflow !== 'ellipsis'
        && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1) cut.push(words(e));
  }
  const root = document.documentElement;
  const told = [...document.querySelectorAll('[aria-label],[title],[placeholder]')]
    .flatMap(e => ['aria-label', 'title', 'placeholder'].map(name => e.getAttribute(name) || ''));
  return {
    text: [document.body.innerText, ...told].join('\\n'),
    headings: [...document.querySelectorAll('h1')].map(e => e.innerText.trim()),
    title: document.title, small, cut,
    wider: root.scrollWidth - root.clientWidth,
  };
}"""


def go(page: Page, path: str) -> None:
    """Opens a page of the web and waits until all of it is there."""
    if page.url.startswith("http"):
        page.evaluate(GO, path)
    else:
        page.goto(path)
    for _ in range(2):  # the former page may still stand there, or a part begin to load late
        page.wait_for_timeout(250)
        page.wait_for_function(SETTLED)
    page.wait_for_timeout(150)  # what fades


def faults(page: Page) -> Iterator[str]:
    """What is wrong with the page that is open; nothing if it is as it should be."""
    seen = page.evaluate(LOOK, LEAST_ON_PHONE)
    if len(seen["headings"]) != 1:
        yield f"headings: {seen['headings']}"
    elif not seen["title"].startswith(seen["headings"][0]) and not page.url.endswith("/signin"):
        yield f"title {seen['title']!r} under {seen['headings'][0]!r}"
    if seen["wider"] > 0:
        yield f"{seen['wider']} px wider than the screen"
    for what, pattern in NOT_FOR_READERS.items():
        if found := sorted(set(pattern.findall(seen["text"]))):
            yield f"{what}: {found[:4]}"
    if seen["small"]:
        yield f"too small to press: {sorted(set(seen['small']))[:5]}"
    if seen["cut"]:
        yield f"cut off: {seen['cut'][:4]}"


def barriers(page: Page) -> Iterator[str]:
    """What keeps people from the page who see, hear or move differently, as far as axe can tell."""
    for violation in AXE.run(page, options=AXE_RULES).response["violations"]:
        if violation["impact"] in GRAVE:
            node = violation["nodes"][0]
            why = node["any"][0]["message"] if node["any"] else violation["help"]
            yield f"{violation['id']}: {node['html'][:100]} ({why})"
