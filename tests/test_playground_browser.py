"""The playground in a real browser: the system's Chromium, headless, driven by playwright.

Playwright would download a browser of its own; that is neither needed nor allowed here. Its sync
interface must not run inside an event loop: these are plain sync tests.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Without the flags about the background, Chromium itself calls its maker's hosts.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EXAMPLES = sorted((Path(__file__).resolve().parent.parent / "web" / "examples").glob("*.graphql"))
RUN = re.compile("Execute query")
PATIENCE_MS = 20_000


@dataclass
class Visit:
    """A page and all that it asked for and complained of since it was opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def foreign(self) -> list[str]:
        """Requests that left the machine."""
        inside = ("data", "blob")
        urls = ((url, urlsplit(url)) for url in self.requests)
        return [url for url, u in urls if u.scheme not in inside and u.hostname != "127.0.0.1"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        reason = "no Chromium on this machine (Debian: apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, served_url: str) -> Iterator[Visit]:
    """The playground, freshly opened by somebody who was never there before."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    seen = Visit(page)

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            seen.complaints.append(message.text)

    def on_request(request: Request) -> None:
        seen.requests.append(request.url)

    page.on("console", on_console)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    context.on("request", on_request)
    page.goto(served_url, wait_until="load")
    expect(page.get_by_role("button", name=RUN)).to_be_enabled(timeout=PATIENCE_MS)
    expect(page.get_by_label("Operation Editor")).to_contain_text("query", timeout=PATIENCE_MS)
    yield seen
    context.close()


def answer(page: Page) -> str:
    """What the response editor holds, in full; on the screen only the lines in sight are drawn."""
    text = page.evaluate(
        "() => (window.__MONACO?.editor.getModels() ?? [])"
        ".filter(model => model.uri.path.endsWith('response.json')).map(model => model.getValue()).join('')"
    )
    assert isinstance(text, str)
    return text


def run(page: Page) -> str:
    page.get_by_role("button", name=RUN).click()
    response = page.get_by_label("Result Window")
    expect(response).to_contain_text('"data"', timeout=PATIENCE_MS)
    page.wait_for_function("() => !document.querySelector('.graphiql-spinner')", timeout=PATIENCE_MS)
    return answer(page)


def test_a_first_visitor_gets_an_answer_by_one_click(visit: Visit) -> None:
    page = visit.page
    expect(page).to_have_title("Retinue playground")
    expect(page.get_by_role("tab")).to_have_count(len(EXAMPLES))
    expect(page.get_by_label("Operation Editor")).to_contain_text("Knb4January")

    text = run(page)

    assert '"errors"' not in text
    assert '"sentence"' in text
    expect(page.get_by_label("Result Window")).to_contain_text('"heads"')
    assert visit.foreign() == []
    assert visit.complaints == []


def test_every_example_is_a_tab_and_runs(visit: Visit) -> None:
    page = visit.page
    panel = page.get_by_role("region", name="Examples").get_by_role("button")
    expect(panel).to_have_count(len(EXAMPLES))
    for index in range(len(EXAMPLES)):
        panel.nth(index).click()
        expect(page.get_by_role("tab").nth(index)).to_have_attribute("aria-selected", "true")
        text = run(page)
        assert '"errors"' not in text, f"{EXAMPLES[index].name}: {text[:500]}"
    expect(page.get_by_role("tab")).to_have_count(len(EXAMPLES))
    assert visit.foreign() == []
    assert visit.complaints == []


def test_an_edited_example_is_in_reach_again(visit: Visit) -> None:
    page = visit.page
    page.get_by_label("Operation Editor").get_by_text("Knb4January").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("{ clans { totalCount } }")
    expect(page.get_by_label("Operation Editor")).not_to_contain_text("Knb4January")
    page.wait_for_timeout(1_000)  # GraphiQL keeps what was typed after a pause of half a second
    page.reload(wait_until="load")
    expect(page.get_by_label("Operation Editor")).to_contain_text("totalCount")

    page.get_by_role("region", name="Examples").get_by_role("button").first.click()

    expect(page.get_by_label("Operation Editor")).to_contain_text("Knb4January")
    expect(page.get_by_role("tab")).to_have_count(len(EXAMPLES) + 1)
    assert '"sentence"' in run(page)


def test_a_permalink_opens_with_its_data_version(visit: Visit, served_url: str) -> None:
    page = visit.page
    seen = run(page)
    page.get_by_role("button", name=re.compile("^Permalink:")).click()
    panel = page.get_by_role("region", name="Permalink")
    address = panel.get_by_role("link").first
    expect(address).to_have_text(re.compile(rf"^{served_url}/p/[0-9a-z]{{8}}$"))
    expect(panel).to_contain_text("as of 2022-01-04, as known on 2022-02-28")
    expect(panel).to_contain_text("@misc{retinue-")
    expect(panel).to_contain_text('"version": "')
    expect(panel).to_contain_text("As of 4 January 2022, as known on 28 February 2022; data version ")
    expect(page.get_by_role("status")).to_have_count(0)

    # By somebody who was never there before.
    sent: list[str | None] = []

    def on_question(request: Request) -> None:
        if request.url.endswith("/graphql"):
            sent.append(request.headers.get("retinue-data-version"))

    page.context.on("request", on_question)
    page.evaluate("() => localStorage.clear()")
    page.goto(address.inner_text(), wait_until="load")
    expect(page.get_by_label("Operation Editor")).to_contain_text("Knb4January", timeout=PATIENCE_MS)
    expect(page.get_by_role("status")).to_contain_text("reads data version")
    expect(panel).to_contain_text("gives the same answer")
    sent.clear()
    opened = run(page)
    (version,) = set(sent)
    assert version is not None and version.isdigit()
    assert f'"dataVersion": {version}' in opened
    assert json.loads(opened)["data"] == json.loads(seen)["data"]

    # Opened again, it is the same tab; the version stays with it; and it can be let go.
    tabs = page.get_by_role("tab").count()
    page.wait_for_timeout(1_000)
    page.reload(wait_until="load")
    expect(page.get_by_role("status")).to_contain_text("reads data version", timeout=PATIENCE_MS)
    expect(page.get_by_role("tab")).to_have_count(tabs)
    page.get_by_role("button", name="Read the present one").click()
    expect(page.get_by_role("status")).to_have_count(0)
    assert '"dataVersion"' not in run(page)
    assert visit.foreign() == []
    assert visit.complaints == []


def test_a_permalink_of_a_broken_query_is_refused_in_words(visit: Visit) -> None:
    page = visit.page
    page.get_by_label("Operation Editor").get_by_text("Knb4January").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("nothing at all")
    page.get_by_role("button", name=re.compile("^Permalink:")).click()
    expect(page.get_by_role("region", name="Permalink").get_by_role("alert")).to_contain_text("Syntax Error")


def test_an_unknown_permalink_says_so(visit: Visit, served_url: str) -> None:
    page = visit.page
    answer = page.goto(f"{served_url}/p/0000000g", wait_until="load")
    assert answer is not None and answer.status == 404
    expect(page.get_by_role("heading")).to_have_text("No such permalink")


def test_the_explorer_knows_the_schema(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="Show GraphiQL Explorer").click()
    expect(page.locator(".graphiql-explorer-root")).to_contain_text("patronage")
    assert visit.complaints == []


def test_a_service_that_is_gone_is_told_in_a_sentence(visit: Visit) -> None:
    page = visit.page
    page.context.route("**/graphql", lambda route: route.abort())
    page.get_by_role("button", name=RUN).click()
    expect(page.get_by_label("Result Window")).to_contain_text("does not answer")


def test_the_policy_is_in_force(visit: Visit) -> None:
    page = visit.page
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.intruder = 1';"
        " document.head.append(s); }"
    )
    assert page.evaluate("() => window.intruder") is None
    assert page.evaluate("() => fetch('http://127.0.0.2/').then(() => 'sent', () => 'refused')") == "refused"
    # Chromium complains of each; so none of the tests above would miss a violation.
    assert len([text for text in visit.complaints if "Content Security Policy" in text]) >= 2
