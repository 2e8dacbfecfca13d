"""The pages in a headless Chromium: accessible by axe-core, without any request, hostile text as text."""

from __future__ import annotations

import functools
import http.server
import importlib.util
import itertools
import json
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import page_records as make
import pytest
from test_pages import ATTACKS, hostile, hostile_sitting

from grader.exam.page import sitting_page
from grader.report.page import class_page, grading_page
from grader.text import LANGUAGES, Language

REQUIRE_BROWSER = "GRADE_REQUIRE_BROWSER"
PAGES = ["class", "passed", "failed", "unusable", "ours", "hostile", "sitting", "open"]
SCHEMES = ["light", "dark"]
AXE = "const done = arguments[0]; axe.run({resultTypes: ['violations']}).then(r => done(r.violations))"


def missing() -> str | None:
    """What is not there for these tests, if anything."""
    if shutil.which("chromium") is None or shutil.which("chromedriver") is None:
        return "chromium and chromedriver (Debian: apt-get install chromium chromium-driver)"
    if importlib.util.find_spec("axe_playwright_python") is None:
        return "axe-core (pip install axe-playwright-python)"
    return None


@pytest.fixture(scope="module", autouse=True)
def _there() -> None:
    if (what := missing()) is not None:
        if os.environ.get(REQUIRE_BROWSER):
            pytest.fail(f"{REQUIRE_BROWSER} is set, but there is no {what}")
        pytest.skip(f"needs {what}")


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core, from a package that carries it."""
    (folder,) = importlib.util.find_spec("axe_playwright_python").submodule_search_locations
    return Path(folder, "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser(_there: None):
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    yield driver
    driver.quit()


class Site:
    """The pages on a server of their own, which remembers each address that it was asked for."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        site = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                site.asked.append(self.path)

        self.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))
        )
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    for language in LANGUAGES:
        records = [*make.classroom(12), make.record("a"), make.record("b"), hostile(ATTACKS[0])]
        links = {place: f"students/{place}.html" for place in range(len(records))}
        failing = ["pass", "fail", "skipped", "error"]
        told = {
            "class": class_page(records, language, "Class", links),
            "passed": grading_page(make.record(report_output="x " * 500 + "\n" * 99), language),
            "failed": grading_page(
                make.record("b", failing, outcome="fail", report_goals={"loss": 0.4}),
                language,
            ),
            "unusable": grading_page(make.problem(), language),
            "ours": grading_page(make.problem("c", "error"), language),
            "hostile": grading_page(hostile("".join(ATTACKS)), language),
            "sitting": sitting_page(make.sitting(language), language),
            "open": sitting_page(hostile_sitting("".join(ATTACKS)), language),
        }
        for name, page in told.items():
            (folder / f"{name}.{language}.html").write_text(page, encoding="utf-8")
    found = Site(folder)
    thread = threading.Thread(target=found.server.serve_forever)
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()
    thread.join()


def look(
    browser,
    site: Site,
    page: str,
    language: Language,
    *,
    scheme: str = "light",
    width: int = 1200,
    media: str = "",
) -> None:
    """Open a page as that reader would see it, with nothing left of an earlier one."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get("about:blank")
    site.asked.clear()
    browser.get_log("performance")
    browser.get_log("browser")
    browser.get(f"{site.address}/{quote(f'{page}.{language}.html')}")


@pytest.mark.parametrize(("page", "language", "scheme"), [*itertools.product(PAGES, LANGUAGES, SCHEMES)])
def test_page_has_no_violation_that_axe_finds(
    browser, site, axe, page: str, language: Language, scheme: str
) -> None:
    look(browser, site, page, language, scheme=scheme)
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    browser.execute_script(axe)
    found = browser.execute_async_script(AXE)
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize(("page", "language"), [*itertools.product(PAGES, LANGUAGES)])
def test_page_fetches_nothing(browser, site, page: str, language: Language) -> None:
    look(browser, site, page, language)
    assert site.asked == [f"/{page}.{language}.html"]
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    sent = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
    asked = {params["request"]["url"] for params in sent}
    outside = {address for address in asked if not address.startswith("data:")}
    assert outside == {f"{site.address}/{page}.{language}.html"}
    assert browser.get_log("browser") == []  # the page's own policy had nothing to forbid


@pytest.mark.parametrize(("page", "language"), [*itertools.product(["hostile", "open"], LANGUAGES)])
def test_hostile_text_stays_text(browser, site, page: str, language: Language) -> None:
    look(browser, site, page, language)
    assert browser.execute_script("return document.scripts.length") == 0
    assert (
        browser.execute_script("return document.querySelectorAll('[onload],[onerror],[onclick]').length") == 0
    )
    shown = browser.execute_script("return document.body.innerText")
    for text in ATTACKS[:8]:
        assert text in shown


@pytest.mark.parametrize(("page", "language"), [*itertools.product(PAGES, LANGUAGES)])
def test_page_fits_a_narrow_screen(browser, site, page: str, language: Language) -> None:
    look(browser, site, page, language, width=320)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 320


def test_page_follows_the_colour_scheme(browser, site) -> None:
    seen = set()
    for scheme in SCHEMES:
        look(browser, site, "passed", "en", scheme=scheme)
        seen.add(browser.execute_script("return getComputedStyle(document.body).backgroundColor"))
        curve = "return getComputedStyle(document.querySelector('svg path[style*=accent]')).stroke"
        seen.add(browser.execute_script(curve))
    assert len(seen) == 4


@pytest.mark.parametrize("scheme", SCHEMES)
def test_page_prints_on_white_paper_with_nothing_cut_off(browser, site, scheme: str) -> None:
    look(browser, site, "passed", "en", scheme=scheme, width=700, media="print")
    assert (
        browser.execute_script("return getComputedStyle(document.body).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    output = "const p = document.querySelector('pre'); return "
    assert browser.execute_script(f"{output} p.scrollWidth - p.clientWidth") == 0
    assert browser.execute_script(f"{output} p.scrollHeight - p.clientHeight") == 0


def test_keyboard_reaches_the_skip_link_first_and_then_the_result(browser, site) -> None:
    from selenium.webdriver.common.keys import Keys

    look(browser, site, "passed", "en")
    browser.switch_to.active_element.send_keys(Keys.TAB)
    first = browser.switch_to.active_element
    assert first.get_attribute("class") == "skip"
    assert first.is_displayed()
    first.send_keys(Keys.ENTER)
    assert browser.switch_to.active_element.get_attribute("id") == "result"


@pytest.mark.parametrize("width", [500, 640, 800, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_share_stays_beside_its_bar(browser, site, language: Language, width: int) -> None:
    look(browser, site, "class", language, width=width)
    tops = browser.execute_script(
        "return [...document.querySelectorAll('td.share')].map(cell => "
        "[...cell.children].map(part => part.getBoundingClientRect()).map(box => (box.top + box.bottom) / 2))"
    )
    assert tops
    assert all(max(line) - min(line) < 8 for line in tops)


def test_no_heading_is_left_alone_at_a_printed_pages_end(browser, site) -> None:
    """Measured on printed pages: title, note, head and first row of a table stay together."""
    look(browser, site, "class", "en", width=700, media="print")
    style = "return [...document.querySelectorAll('{}')].map(part => getComputedStyle(part).{})"
    for part, property_, value in (
        ("h3 + .quiet", "breakAfter", "avoid"),
        ("thead, thead tr", "breakAfter", "avoid"),
        ("tbody > tr:first-child", "breakBefore", "avoid"),
        ("table:not(.timing) thead", "display", "table-header-group"),
    ):
        assert set(browser.execute_script(style.format(part, property_))) == {value}, part
