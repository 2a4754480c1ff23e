"""An owner finds one customer on a page, hands over what is kept, and erases them; nobody else gets that far."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from tests.app.one_person.people_shop import WORDS, loaded_shop
from tests.surfaces.conftest import PASSWORD, form_token, open_session, post
from zhanggui.app.sign_in import first_owner_token, session_cookie
from zhanggui.books import access, people

PAGE = "/settings/customers"


@pytest.fixture
def house(tmp_path):
    """The shop of two customers with its owner's browser and an owner's API key."""
    from starlette.testclient import TestClient

    from zhanggui.surfaces.web.application import create_app

    shop = loaded_shop(tmp_path)
    at = shop.clock.now()
    owner = people.accept_invitation(shop.books, first_owner_token(shop), login="owner", password=PASSWORD, at=at)
    _, key = access.create_api_key(shop.books, title="t", role="owner", by=owner.actor, at=at)
    app = create_app(shop)
    browser = TestClient(app, cookies={session_cookie(shop): open_session(shop, owner)}, raise_server_exceptions=False)
    program = TestClient(app, headers={"Authorization": f"Bearer {key}"}, raise_server_exceptions=False)
    yield browser, program
    app.state.house.warm.close()
    shop.books.close()


def api(browser, path, **body):
    return browser.post(f"/api/v1{path}", json=body, headers={"X-Form-Token": form_token(browser, PAGE)})


def found_customer(browser):
    """Whom the page finds by a phone; it shows a pseudonym and none of the words that name them."""
    found = post(browser, f"{PAGE}/find", PAGE, typed="13912340001")
    assert "手机" in found.text
    assert not any(word in found.text for word in WORDS)
    (customer,) = {found.text.split("<code>")[1].split("</code>")[0]}
    return customer


def test_found_on_the_page_and_not_erased_by_half(house):
    browser, _ = house
    customer = found_customer(browser)

    unsure = post(browser, f"{PAGE}/{customer}/erase", PAGE, reason="来信要求")
    assert (unsure.status_code, "勾选" in unsure.text) == (422, True)


@pytest.mark.slow
def test_found_taken_along_and_erased_on_the_page(house):
    browser, _ = house
    customer = found_customer(browser)

    taken = post(browser, f"{PAGE}/{customer}/export", PAGE, reason="来信要求")
    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        assert json.loads(archive.read("person.json"))["values"]["name"] == "李绝密"

    proof = post(browser, f"{PAGE}/{customer}/erase", PAGE, reason="来信要求", sure="yes")
    assert "没有找到此人" in proof.text
    again = post(browser, f"{PAGE}/find?lang=en", PAGE, typed="13912340001")
    assert "Erased 2026-04-01" in again.text


@pytest.mark.slow
def test_over_http_a_person_may_and_a_program_may_not(house):
    browser, program = house
    refused = program.post("/api/v1/customers/find", json={"typed": "13912340001"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "only_persons_open_the_vault")

    (found,) = api(browser, "/customers/find", typed="LI.secret@example.com").json()
    assert (found["found_by"], found["orders"], found["erased_at"]) == (["email"], 2, None)
    assert api(browser, f"/customers/{found['customer']}/export", reason="asked").content[:2] == b"PK"
    assert api(browser, "/customers/p0/erase", reason="asked").json()["error"]["code"] == "no_such_person"
    done = api(browser, f"/customers/{found['customer']}/erase", reason="asked").json()
    assert done["is_proved"]
    assert done["rows"] == {"customers": 1, "identities": 3, "orders": 2}
    assert api(browser, f"/customers/{found['customer']}/export", reason="asked").status_code == 409
