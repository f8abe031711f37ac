"""The page in a real browser: it asks for nothing, sorts, filters, darkens, fits a phone and prints."""

import json
import shutil
from pathlib import Path

import pytest

from analysis.report import sweeps
from tests import report_page

webdriver = pytest.importorskip("selenium.webdriver")
Keys = webdriver.Keys
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not on this machine")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return report_page.write(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in [*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('profile')}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
    yield driver
    driver.quit()


@pytest.fixture
def page(chromium, place):
    """The page freshly opened on a wide, light screen."""
    show(chromium, 1280)
    prefer(chromium, "light")
    chromium.get(place.as_uri())
    chromium.execute_script("localStorage.clear()")
    again(chromium)
    return chromium


def again(driver):
    """Load the page anew by way of an empty one: a refresh may be overtaken by the load before it."""
    here = driver.current_url
    driver.get("about:blank")
    driver.get(here)


def show(driver, width, height=900):
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def prefer(driver, theme, media=""):
    motion = {"name": "prefers-reduced-motion", "value": "reduce"}  # no sliding: what is clicked must stand still
    features = [{"name": "prefers-color-scheme", "value": theme}, motion]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})


def find(driver, css):
    return driver.find_element("css selector", css)


def column(driver, table, number):
    script = (
        "return [...document.querySelectorAll(`#${arguments[0]} tbody tr`)].map(r => r.cells[arguments[1]].textContent)"
    )
    return driver.execute_script(script, f"1_part-{table}".replace("1_", "\\31 _"), number)


def head(driver, table, number):
    return find(driver, f"[id='1_part-{table}'] th:nth-child({number + 1})")


def sort(driver, table, number):
    """Sort by the keyboard, as who uses no mouse does."""
    head(driver, table, number).find_element("tag name", "button").send_keys("\ue007")


def ground(driver, css):
    return find(driver, css).value_of_css_property("background-color")


def test_nothing_is_asked_for_but_the_page_and_the_console_stays_empty(page, place):
    page.get_log("performance"), page.get_log("browser")
    again(page)
    messages = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    asked = {m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"}
    assert {url for url in asked if not url.startswith("data:")} == {place.as_uri()}
    assert page.get_log("browser") == []


def test_every_link_leads_somewhere(page, place):
    links = page.execute_script(
        "return [...document.querySelectorAll('a')].map(a => new URL(a.href.baseVal ?? a.href, location).href)"
    )
    beside = {link for link in links if not link.startswith(f"{place.as_uri()}#")}
    assert any(link.endswith("/atlas/CD8_30.svg") for link in beside)
    assert [link for link in beside if not Path(link.removeprefix("file://")).exists()] == []
    lost = page.execute_script(
        "const there = h => document.getElementById(h.slice(1));"
        "return [...document.querySelectorAll('a')].map(a => a.hash).filter(h => h && !there(h))"
    )
    assert lost == []


LOADED = "const i = document.querySelector('dialog img'); return i.complete && i.naturalWidth"


def bubble(driver, marker, percent, panel="A"):
    row = ["CD8", "CD56"].index(marker)
    column = [30, 50, 70].index(percent)
    return find(driver, f"a.sweep-bubble[data-panel='{panel}'][data-row='{row}'][data-column='{column}']")


def active(driver):
    """Where the bubble leads that has the focus."""
    return driver.execute_script("return document.activeElement.getAttribute('xlink:href')")


def point(driver, element):
    """Bring an element into the middle of the screen and the pointer onto it."""
    driver.execute_script("arguments[0].scrollIntoView({block: 'center', inline: 'center'})", element)
    chain = webdriver.ActionChains(driver).move_to_element(element)
    chain.perform()
    return webdriver.ActionChains(driver)


def wait(driver, found):
    return pytest.importorskip("selenium.webdriver.support.ui").WebDriverWait(driver, 10).until(found)


def loaded(driver):
    wait(driver, lambda d: d.execute_script(LOADED))
    return driver.execute_script("return document.querySelector('dialog img').src.split('/').pop()")


def test_a_bubble_shows_its_curves_on_top_of_the_page(page):
    point(page, bubble(page, "CD8", 30)).click().perform()
    assert find(page, "dialog").is_displayed()
    assert loaded(page) == "CD8_30.svg"
    assert find(page, "dialog h2").text == "CD8 > 0.1 (30% quantile), OS"
    assert "4 high v 4 low" in find(page, "dialog p").text
    assert find(page, "dialog .files a").get_attribute("href").endswith("/atlas/CD8_30.svg")
    assert page.get_log("browser") == []


def test_arrow_keys_show_the_other_cut_offs_and_escape_leads_back_to_the_bubble(page):
    bubble(page, "CD56", 30).send_keys(Keys.ENTER)
    for key, file in ((Keys.RIGHT, "CD56_50.svg"), (Keys.RIGHT, "CD56_70.svg"), (Keys.RIGHT, "CD56_70.svg"),
                      (Keys.LEFT, "CD56_50.svg")):  # fmt: skip
        page.switch_to.active_element.send_keys(key)
        assert loaded(page) == file
    assert find(page, "dialog .steps span").text == "2 of 3"
    page.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not find(page, "dialog").is_displayed()
    wait(page, lambda driver: active(driver) == "atlas/CD56_50.svg")


def test_the_bubbles_are_one_stop_and_arrow_keys_go_from_one_to_the_next(page):
    stops = "return document.querySelectorAll(\"a.sweep-bubble[tabindex='0']\").length"
    assert page.execute_script(stops) == 1
    page.execute_script("arguments[0].focus()", bubble(page, "CD8", 30))
    walk = [(Keys.RIGHT, "CD8_50"), (Keys.DOWN, "CD56_50"), (Keys.DOWN, "CD56_50"), (Keys.LEFT, "CD56_30"),
            (Keys.END, "CD56_70"), (Keys.UP, "CD8_70"), (Keys.HOME, "CD8_30"), (Keys.LEFT, "CD8_30")]  # fmt: skip
    for key, there in walk:
        page.switch_to.active_element.send_keys(key)
        assert active(page) == f"atlas/{there}.svg", (key, there)
    assert page.execute_script(stops) == 1


def test_from_one_panel_arrow_keys_go_to_the_next_past_a_gap(page):
    page.execute_script("arguments[0].focus()", bubble(page, "CD8", 30, "B"))
    page.switch_to.active_element.send_keys(Keys.RIGHT)
    assert page.switch_to.active_element == bubble(page, "CD8", 70, "B")  # panel B has no bubble at 50%
    page.switch_to.active_element.send_keys(Keys.HOME)
    assert page.switch_to.active_element == bubble(page, "CD8", 30, "A")


@pytest.mark.parametrize("width", [1280, 420])
def test_a_bubble_pointed_at_or_in_focus_tells_its_numbers_and_is_marked(page, width):
    show(page, width)
    again(page)
    one, ring = bubble(page, "CD56", 30), "[data-row='1'] .sweep-ring"
    assert find(page, ring).value_of_css_property("stroke") == "none"
    page.execute_script("arguments[0].focus()", one)
    line = find(page, ".told")
    assert line.text == one.get_attribute("aria-label")
    assert find(page, ring).value_of_css_property("stroke") == "rgb(20, 86, 143)"
    assert line.rect["x"] >= 0
    assert line.rect["x"] + line.rect["width"] <= width
    assert page.execute_script("return arguments[0].getBoundingClientRect().bottom <= innerHeight", line)
    assert one.rect["width"] < 40  # the mark is round the bubble, not round words beside it
    point(page, bubble(page, "CD8", 50))
    assert line.text.startswith("CD8 > 0.1 (50% quantile)")


def test_without_a_script_the_link_of_a_bubble_leads_to_the_file(page, place):
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        again(page)
        bubble(page, "CD8", 30).send_keys(Keys.ENTER)
        wait(page, lambda driver: driver.current_url.endswith("/atlas/CD8_30.svg"))
    finally:
        page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_numbers_sort_as_numbers_with_what_is_not_reached_last_and_blanks_after_all(page):
    before = column(page, "estimates", 1)
    sort(page, "estimates", 1)
    up = ["−3.0", "9.0 (1.0–12.0)", "10.5 (2.0–NR)", "1,200.0", "NR (4.1–NR)", ""]
    assert column(page, "estimates", 1) == up
    assert head(page, "estimates", 1).get_attribute("aria-sort") == "ascending"
    sort(page, "estimates", 1)
    assert column(page, "estimates", 1) == [*up[-2::-1], ""]
    assert head(page, "estimates", 1).get_attribute("aria-sort") == "descending"
    sort(page, "estimates", 1)
    assert column(page, "estimates", 1) == before
    assert head(page, "estimates", 1).get_attribute("aria-sort") is None


def test_p_values_below_a_limit_come_before_the_limit(page):
    sort(page, "estimates", 2)
    assert column(page, "estimates", 2) == ["<0.001", "0.001", "0.040", "0.500", ">0.99", "–"]


def test_terms_stay_under_their_class(page):
    sort(page, "events", 1)
    sort(page, "events", 1)
    assert [name.strip() for name in column(page, "events", 0)] == [
        "Skin", "Itching", "Rash", "Blood", "Neutropenia", "Anaemia"
    ]  # fmt: skip


def test_rows_that_leave_blank_what_the_row_above_says_are_not_parted_from_it(page):
    sort(page, "baseline", 2)
    assert list(zip(column(page, "baseline", 0), column(page, "baseline", 1), strict=True)) == [
        ("ECOG", "0"), ("", "1"), ("Sex", "M"), ("", "F")
    ]  # fmt: skip


def test_a_long_table_scrolls_under_its_heading_until_all_is_asked_for(page):
    box, more = find(page, "[id='1_part-long'] .scroll"), find(page, "[id='1_part-long'] .more")
    assert box.size["height"] <= 32 * 16
    assert more.text == "Show all 40 rows"
    assert box.get_attribute("tabindex") == "0"
    page.execute_script("arguments[0].scrollTop = 300", box)
    assert abs(head(page, "long", 0).rect["y"] - box.rect["y"]) < 3
    more.send_keys("\ue007")
    assert box.size["height"] > 40 * 20
    assert more.get_attribute("aria-expanded") == "true"


def test_a_box_with_more_beside_it_has_a_shadow_there_and_keeps_its_first_column_in_view(page):
    box = find(page, "[id='1_part-broad'] .scroll")
    assert box.value_of_css_property("background-attachment") == "local, local, scroll, scroll, scroll"
    first, second = (find(page, f"[id='1_part-broad'] td:nth-child({n})") for n in (1, 2))
    before = second.rect["x"]
    page.execute_script("arguments[0].scrollLeft = 150", box)
    assert first.rect["x"] == pytest.approx(box.rect["x"] + 1, abs=1)
    assert second.rect["x"] == pytest.approx(before - 150, abs=1)
    assert ground(page, "[id='1_part-broad'] td") == ground(page, "body")


@pytest.mark.parametrize(("width", "least", "most"), [(1280, 350, 440), (420, 190, 380)])
def test_notes_have_room_and_names_stay_in_one_line(page, width, least, most):
    show(page, width)
    note, name = (find(page, f"[id='1_part-broad'] td:nth-child({n})") for n in (13, 2))
    assert least <= note.rect["width"] <= most
    assert note.rect["height"] < 200
    assert name.value_of_css_property("white-space") == ("nowrap" if width > 420 else "normal")  # a list on a phone
    assert name.value_of_css_property("vertical-align") == "top"


@pytest.fixture
def atlas(page, place):
    """The page of the atlas of the same report, on a phone."""
    table = report_page.SWEEP.assign(conf_low=0.1, conf_high=2.0, n_high=4, n_low=4)
    file = place.parent / "atlas" / "1_part" / "index.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(sweeps.atlas_page({"OS": table}, "Atlas", section="1_part", synthetic=True))
    show(page, 420)
    page.get(file.as_uri())
    return page


def test_the_atlas_fits_a_phone_scrolls_in_its_box_and_leads_back(atlas, place):
    assert atlas.execute_script("return document.documentElement.scrollWidth") == 420
    assert atlas.execute_script("const b = document.querySelector('.scroll'); return b.scrollWidth > b.clientWidth")
    find(atlas, "p a").click()
    assert atlas.current_url == f"{place.as_uri()}#1_part"


def test_the_atlas_is_dark_by_system_or_as_chosen_in_the_report(atlas):
    assert ground(atlas, "body") == "rgba(255, 255, 255, 1)"
    prefer(atlas, "dark")
    assert ground(atlas, "body") == "rgba(19, 24, 30, 1)"
    atlas.execute_script("localStorage.setItem('theme', 'light')")
    assert any(ground_again(atlas) == "rgba(255, 255, 255, 1)" for _ in range(5))
    assert atlas.get_log("browser") == []


@pytest.mark.parametrize("width", [1280, 420])
def test_the_curves_on_top_lie_within_the_screen(page, width):
    show(page, width)
    again(page)
    bubble(page, "CD8", 30).send_keys(Keys.ENTER)
    box = page.execute_script("return document.querySelector('dialog').getBoundingClientRect().toJSON()")
    assert box["left"] >= 0
    assert box["right"] <= width
    assert box["top"] >= 0
    assert box["bottom"] <= 900
    assert page.execute_script("const d = document.querySelector('dialog'); return d.scrollWidth <= d.clientWidth")


def test_one_switch_opens_all_code(page):
    opened = "return [...document.querySelectorAll('details.code')].map(d => d.open)"
    assert not any(page.execute_script(opened))
    find(page, "#code").send_keys(" ")
    assert all(page.execute_script(opened))
    assert find(page, "#code").get_attribute("aria-pressed") == "true"


def test_darkness_follows_the_system_and_the_button_and_is_remembered_while_figures_stay_on_white(page):
    assert ground(page, "body") == "rgba(255, 255, 255, 1)"
    prefer(page, "dark")
    assert ground(page, "body") == "rgba(19, 24, 30, 1)"
    assert ground(page, ".drawing") == "rgba(255, 255, 255, 1)"
    find(page, "#theme").click()
    assert ground(page, "body") == "rgba(255, 255, 255, 1)"
    prefer(page, "light")
    find(page, "#theme").click()
    assert any(ground_again(page) == "rgba(19, 24, 30, 1)" for _ in range(5))


def ground_again(driver):
    """The page's ground after loading it anew; a busy browser takes a moment to store what to remember."""
    again(driver)
    return ground(driver, "body")


def opened(page, part):
    """Open a part of the appendix."""
    page.execute_script("document.querySelector(arguments[0]).open = true", f"#{part} > details")


def test_a_link_into_the_appendix_opens_its_part(page):
    assert not find(page, "#ledger-A-9").is_displayed()
    find(page, ".chips [data-verdict=near]").click()
    assert find(page, "#ledger-A-8").is_displayed()


def test_the_ledger_shows_the_verdict_asked_for(page):
    shown = "return [...document.querySelectorAll('#ledger tbody tr')].filter(r => r.offsetParent).map(r => r.id)"
    opened(page, "published")
    find(page, "#ledger-filter [data-verdict=near]").click()
    assert page.execute_script(shown) == ["ledger-A-8"]
    assert find(page, "#ledger-shown").text == "1 of 10 shown"
    page.execute_script("document.querySelector('.chips [data-verdict=reproduced]').click()")
    assert len(page.execute_script(shown)) == 8


def test_a_link_to_a_hidden_row_of_the_ledger_shows_it(page):
    opened(page, "published")
    find(page, "#ledger-filter [data-verdict=near]").click()
    page.execute_script("document.querySelector('a[href=\"#ledger-A-9\"]').click()")
    assert find(page, "#ledger-A-9").is_displayed()


def test_a_phone_needs_no_scrolling_sideways_and_folds_the_contents(page):
    show(page, 420)
    again(page)
    assert page.execute_script("return document.documentElement.scrollWidth") == 420
    sticking_out = page.execute_script(
        "return [...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll, .drawing, pre') && "
        "e.getBoundingClientRect().right > 421).map(e => e.outerHTML.slice(0, 80))"
    )
    assert sticking_out == []
    assert not find(page, "#contents ol").is_displayed()
    find(page, "#contents summary").click()
    assert find(page, "#contents ol").is_displayed()
    broad = find(page, "[id='1_part-broad'] .scroll")  # a list of its rows
    assert not page.execute_script("return arguments[0].scrollWidth > arguments[0].clientWidth", broad)


def test_a_wide_screen_has_contents_at_the_side_and_curves_side_by_side(page):
    show(page, 1500)
    again(page)
    one, other = find(page, "[id='1_part-os_by_1']").rect, find(page, "[id='1_part-os_by_2']").rect
    assert one["y"] == other["y"]
    assert one["x"] + one["width"] < other["x"]
    third = find(page, "[id='1_part-os_by_4']").rect  # in the middle, no wider than the others
    assert third["width"] == pytest.approx(one["width"], abs=2)
    assert third["x"] + third["width"] / 2 == pytest.approx((one["x"] + other["x"] + other["width"]) / 2, abs=2)
    page.execute_script("window.scrollTo({top: document.body.scrollHeight / 2, behavior: 'instant'})")
    assert find(page, "#contents").rect["y"] == pytest.approx(page.execute_script("return scrollY"), abs=1)
    assert find(page, "#contents ol").is_displayed()


def test_paper_gets_all_rows_and_no_buttons_on_white(page):
    prefer(page, "dark", media="print")
    for css in ("nav", ".tools", ".files", "details.code", ".screen", ".told", "[id='1_part-long'] .more"):
        assert not find(page, css).is_displayed(), css
    assert find(page, "[id='1_part-long'] .scroll").value_of_css_property("max-height") == "none"
    assert ground(page, "body") == "rgba(255, 255, 255, 1)"
    # Chromium leaves buttons out of a heading that it repeats on the next page, so the words must stand beside them.
    assert page.execute_script("return arguments[0].firstChild.textContent", head(page, "long", 1)) == "Squared"
    assert not head(page, "long", 1).find_element("tag name", "button").is_displayed()


def test_the_keyboard_first_meets_the_link_past_the_contents(page):
    wait(page, lambda driver: driver.execute_script("return document.hasFocus() && document.readyState == 'complete'"))
    key = {"type": "keyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
    page.execute_cdp_cmd("Input.dispatchKeyEvent", key)
    wait(page, lambda driver: driver.switch_to.active_element.tag_name != "body")
    assert page.switch_to.active_element.text == "Skip to the report"


def test_a_reader_of_the_screen_hears_what_a_figure_shows(page):
    expected = {("image", "Curve 1: median 28.6 months."), ("region", "Summary"), ("region", "A part"),
                ("region", "Table 1.1")}  # fmt: skip

    def heard(driver):
        nodes = driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        found = [tuple(node.get(part, {}).get("value") for part in ("role", "name")) for node in nodes]
        return expected <= {("image" if role == "img" else role, name) for role, name in found}

    wait(page, heard)  # a busy browser makes the tree bit by bit after the page
