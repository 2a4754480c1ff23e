"""Whatever stands in an address or in a form, a page answers in its own words: no crash, no 500, no stack trace."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.surfaces.conftest import PASSWORD, form_token, open_session
from tests.surfaces.shops import TickingClock, tea_shop
from tests.surfaces.test_rights import READS, WRITES
from zhanggui.app import catalog
from zhanggui.app.sign_in import first_owner_token, session_cookie
from zhanggui.books import people
from zhanggui.metrics.dimensions import DIMENSIONS
from zhanggui.metrics.registry import METRICS
from zhanggui.surfaces.web.application import create_app
from zhanggui.surfaces.web.pages import ROUTERS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
QUIET = settings(
    max_examples=settings.default.max_examples * 4
    if settings.default.max_examples < 100
    else settings.default.max_examples,
    suppress_health_check=list(HealthCheck),
)

NASTY = (
    "", "0", "-1", "1e400", "NaN", "inf", "true", "null", "[]", "{}", "2026-02-30", "2026-03-01", "9999-12-31", "0001-01-01",
    "2026-03-01T25:00", "½", "٣", "1,5", "９", "99999999999999999999", "' OR 1=1 --", "<script>alert(1)</script>",
    "{{7*7}}", "{0}", "%s", "%00", "\x00", "\ud83d\ude00", "../../etc/passwd", "=1+1", "a=b=c", "channel=", "=tmall",
    "channel=tmall", "\n", "\u202e", "x" * 5_000, "龙井", "'", '"', "\\", ";", "--help",
)  # fmt: skip
KNOBS = sorted({name for each in catalog.capabilities() for name in each.params.model_fields})
NAMES = ("name", "by", "where", "grain", "span", "from", "to", "compare", "lang", "of", "done", "next", "source", "exported_at",
         "status", "token", *KNOBS)  # fmt: skip
KNOWN = (*METRICS, *DIMENSIONS, "day", "week", "month", "none", "previous", "last_year", "both", "all", "en", "zh-CN")
values = st.one_of(
    st.sampled_from(NASTY),
    st.sampled_from(KNOWN),
    st.text(max_size=30),
    st.integers(-(10**6), 10**6).map(str),
    st.dates().map(str),
    st.builds("{}={}".format, st.sampled_from(tuple(DIMENSIONS)), st.text(max_size=10)),
)
queries = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=6)
segments = st.one_of(st.sampled_from(("nope", "1", "0", "-1", "99999999999999999999", "rows", "csv", "xlsx", "pdf", *KNOWN, *catalog.CAPABILITIES)),
                     st.text(string.printable, min_size=1, max_size=12), st.text(min_size=1, max_size=8))  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """An owner's browser over a shop of its own, in which a decision waits."""
    from zhanggui.app import deciding

    shop = tea_shop(tmp_path_factory.mktemp("fuzzed") / "tea", TickingClock())
    at = shop.clock.now()
    owner = people.accept_invitation(shop.books, first_owner_token(shop), login="owner", password=PASSWORD, at=at)
    deciding.propose_all(shop)
    app = create_app(shop)
    opened = TestClient(
        app,
        cookies={session_cookie(shop): open_session(shop, owner)},
        raise_server_exceptions=False,
        follow_redirects=False,
    )
    opened.decisions = [record.proposal.id for record in deciding.records(shop)]
    opened.shop, opened.owner = shop, owner
    yield opened
    app.state.house.warm.close()
    shop.books.close()


def is_calm(answer):
    assert answer.status_code < 500, f"{answer.status_code} {answer.request.method} {answer.request.url}"
    assert "Traceback" not in answer.text
    assert "<script>alert(1)</script>" not in answer.text


def address(template, parts):
    """A route with something in its placeholders."""
    from urllib.parse import quote

    return re.sub(r"\{\w+\}", lambda _: quote(next(parts), safe="", errors="replace"), template)


def encodable(pairs):
    return [(name, value.encode("utf-8", "replace").decode()) for name, value in pairs]


def test_any_address_is_answered_calmly(browser):
    @QUIET
    @given(st.sampled_from(sorted(READS)), st.lists(segments, min_size=3, max_size=3), queries)
    def ask(template, parts, query):
        is_calm(browser.get(address(template, iter(parts)), params=encodable(query)))

    ask()


def test_any_question_of_a_real_page_is_answered_calmly(browser):
    pages = [
        *(f"/analyses/{name}" for name in catalog.CAPABILITIES),
        "/metrics",
        "/metrics/file.csv",
        "/",
        "/decisions",
        "/data",
    ]
    pages += [
        f"/decisions/{browser.decisions[0]}",
        "/analyses/customers.rfm/members",
        "/analyses/products.pareto/files/rows.csv",
    ]

    @QUIET
    @given(st.sampled_from(pages), queries)
    def ask(page, query):
        is_calm(browser.get(page, params=encodable(query)))

    ask()


def fields_of_forms():
    """The names of every field that some form reads."""
    import inspect

    said = "".join(
        inspect.getsource(inspect.getmodule(route.endpoint)) for router in ROUTERS for route in router.routes
    )
    return sorted(
        {*re.findall(r'form\.(?:text|secret)\("(\w+)"\)', said), "actual_price", "margin_low", "margin_high", "verdict"}
    )


def test_any_form_is_answered_calmly(browser):
    token = form_token(browser, "/settings")
    fields = st.dictionaries(st.sampled_from(fields_of_forms()), values, max_size=8)
    verdicts = st.sampled_from(("approve", "reject", "defer", "nope", ""))
    # Whoever ends or locks the only session could ask nothing more.
    forms = sorted(path for path in WRITES if path != "/settings/password")

    @QUIET
    @given(st.sampled_from(forms), st.one_of(st.sampled_from(browser.decisions), segments), fields, verdicts)
    def send(template, part, told, verdict):
        path = address(template, iter([part] * 3))
        body = {name: value.encode("utf-8", "replace").decode() for name, value in told.items()}
        is_calm(browser.post(path, data={"verdict": verdict, **body, "form_token": token}))

    send()
    assert browser.get("/").status_code == 200


def test_any_bytes_as_a_form_or_a_file_are_answered_calmly(browser):
    token = form_token(browser, "/data")

    @QUIET
    @given(
        st.binary(max_size=200),
        st.text(max_size=20),
        st.sampled_from((".csv", ".xlsx", ".parquet", ".jsonl", ".txt", ".exe", "")),
    )
    def send(content, name, ending):
        shown = name.encode("utf-8", "replace").decode() + ending
        sent = browser.post("/data/uploads", data={"form_token": token}, files={"files": (shown, content)})
        is_calm(sent)
        if sent.status_code == 303:
            is_calm(browser.get(sent.headers["location"]))
        is_calm(
            browser.post("/data/uploads", content=content, headers={"Content-Type": "multipart/form-data; boundary=x"})
        )
        is_calm(
            browser.post(
                "/settings/shop", content=content, headers={"Content-Type": "application/x-www-form-urlencoded"}
            )
        )

    send()


def test_signing_in_with_anything_is_answered_calmly(browser):
    stranger = TestClient(browser.app, raise_server_exceptions=False, follow_redirects=False)

    @settings(QUIET, max_examples=20)  # each attempt hashes a password
    @given(values, values, values)
    def send(login, password, after):
        token = form_token(stranger, "/sign-in")
        body = {"login": login, "password": password, "next": after, "form_token": token}
        sent = stranger.post(
            "/sign-in", data={name: value.encode("utf-8", "replace").decode() for name, value in body.items()}
        )
        is_calm(sent)
        is_calm(stranger.get("/join", params={"token": body["next"].encode("utf-8", "replace").decode()}))

    send()
