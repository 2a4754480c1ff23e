"""One customer is found, handed their data and erased; afterwards no byte of the shop names them."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing

import pytest

from tests.app.one_person.people_shop import HEADER, KNOWN, OWNER, WORDS, listed, loaded_shop, money, row
from zhanggui.app.loading import load
from zhanggui.app.one_person.erasing import erase
from zhanggui.app.one_person.exporting import FileThere, export, write_export
from zhanggui.app.one_person.finding import NoSuchPerson, NothingTyped, PersonErased, find
from zhanggui.app.one_person.searching import PLACES, Wanted, search
from zhanggui.app.shop import open_shop
from zhanggui.app.sign_in import RoleTooLow
from zhanggui.app.uploads import keep, waiting_room
from zhanggui.books.erased import erased_file, read_erased
from zhanggui.books.events import read, verify_chain
from zhanggui.books.people import Actor
from zhanggui.books.vault import ReasonMissing


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """A shop that nobody changes."""
    opened = loaded_shop(tmp_path_factory.mktemp("known"))
    yield opened
    opened.books.close()


@pytest.fixture
def shop(tmp_path):
    opened = loaded_shop(tmp_path)
    yield opened
    opened.books.close()


def the_one(shop, typed="139 1234 0001"):
    (found,) = find(shop, typed, actor=OWNER)
    return found


def record(shop):
    with shop.books.reading() as connection:
        verify_chain(connection)
        return [event for event in read(connection, "vault") if event.kind.startswith("person.")]


def traces(shop, names=(), words=WORDS):
    found = search(shop.folder, waiting_room(shop), Wanted(names=frozenset(names), words=words))
    return {place.place: place.found_in for place in found if place.found_in}


@pytest.mark.slow
def test_each_way_of_naming_somebody_finds_them_and_none_is_logged(untouched):
    shop = untouched
    found = {typed: the_one(shop, typed).by for typed in KNOWN}

    assert found == {
        "139 1234 0001": ("phone",),
        "LI.Secret@example.com": ("email",),
        "li_secret": ("account",),
        "A1": ("order",),
    }
    person = the_one(shop)
    assert (person.orders, person.channels, person.kinds) == (
        2,
        ("own_site",),
        ("account", "address", "email", "name", "phone"),
    )
    assert find(shop, "13912340009", actor=OWNER) == ()
    assert traces(shop) == {}
    sought = [event for event in record(shop) if event.kind == "person.sought"]
    assert {tuple(event.payload["customers"]) for event in sought} == {(person.customer,), ()}


@pytest.mark.slow
def test_only_an_owner_asks_and_a_masked_number_names_nobody(untouched):
    shop = untouched
    with pytest.raises(RoleTooLow):
        find(shop, "13912340001", actor=Actor(id="u2", role="operator"))
    with pytest.raises(NothingTyped):
        find(shop, "139****0001", actor=OWNER)
    with pytest.raises(NoSuchPerson):
        erase(shop, "p" + "0" * 24, actor=OWNER, reason="asked")
    with pytest.raises(ReasonMissing):
        erase(shop, the_one(shop).customer, actor=OWNER, reason=" ")


@pytest.mark.slow
def test_a_person_takes_everything_along(untouched, tmp_path):
    shop = untouched
    person = the_one(shop)
    made = export(shop, person.customer, actor=OWNER, reason="asked by letter")

    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        told = json.loads(archive.read("person.json"))
        orders = archive.read("tables/orders.csv").decode("utf-8-sig")
        names = set(archive.namelist())
    assert told["values"]["phone"] == "13912340001"
    assert told["values"]["address"] == "浙江省杭州市绝密巷1号"
    assert told["rows"] == {
        "customers": 1,
        "identities": 3,
        "orders": 2,
        "order_lines": 2,
        "sale_lines": 2,
        "order_totals": 2,
        "purchase_days": 1,
    }
    assert names == {"README.txt", "person.json", *(f"tables/{name}.csv" for name in told["rows"])}
    assert [line.split(",")[1] for line in orders.splitlines()[1:]] == ["A1", "A2"]
    assert [event.kind for event in record(shop)][-1] == "person.exported"
    write_export(made.content, tmp_path / "li.zip")
    with pytest.raises(FileThere):
        write_export(made.content, tmp_path / "li.zip")


def test_a_name_that_is_a_brand_is_looked_for_only_where_people_write():
    values = {"phone": "13912340001", "name": "李宁", "address": "北京", "account@taobao": "ann"}
    wanted = Wanted.of({"p1"}, values)
    assert (wanted.words, wanted.shared) == (("13912340001",), ("ann", "北京", "李宁"))
    assert Wanted.of((), {"address": "北京西路1号"}).words == ("北京西路1号",)


@pytest.mark.slow
def test_after_erasing_no_byte_names_them_and_no_sum_has_moved(shop, tmp_path):
    person, before = the_one(shop), money(shop)
    (shop.folder / "exports").mkdir()
    (shop.folder / "exports" / "d1.csv").write_bytes(listed("13912340001", "13912340002"))
    (shop.folder / "runs").mkdir(exist_ok=True)
    (shop.folder / "runs" / "r.json").write_text(json.dumps({"members": [person.customer]}))
    keep(shop, [("more.csv", io.BytesIO(b"x,13912340001\n"))], by="u1")
    assert set(traces(shop, [person.customer])) == {"landing", "warehouse", "exports", "runs", "uploads"}

    done = erase(shop, person.customer, actor=OWNER, reason="asked by letter")

    assert done.is_proved
    assert (done.values, done.rows) == (5, {"customers": 1, "identities": 3, "orders": 2})
    assert done.files == {"exports": 1, "runs": 1, "uploads": 1}
    assert [place.place for place in done.searched] == list(PLACES)
    assert money(shop) == before
    assert traces(shop, [person.customer]) == {}
    assert (shop.folder / "exports" / "d1.csv").read_bytes() == listed("13912340002")
    assert [path.name for path in (shop.folder / "warehouse" / "snapshots").glob("*.duckdb")] == [
        f"{done.snapshot}.duckdb"
    ]
    assert record(shop)[-1].kind == "person.erased"
    assert (record(shop)[-1].position, record(shop)[-1].hash) == (done.position, done.hash)
    assert person.customer in read_erased(erased_file(shop.facts.id))
    with closing(sqlite3.connect(shop.folder / "books.sqlite")) as books:
        kept = books.execute("SELECT count(*) FROM vault_people WHERE wrapped_key IS NOT NULL").fetchone()
    assert kept == (1,)
    with pytest.raises(PersonErased):
        export(shop, person.customer, actor=OWNER, reason="again")

    newer = tmp_path / "newer.csv"
    newer.write_text(HEADER + row("A1", 1) + row("A2", 1) + row("B1", 2) + row("A9", 1), "utf-8")
    load(shop, [newer])
    assert money(shop)["orders"] == before["orders"] + 1
    assert money(shop)["paid_sales_of_known_customers"] == before["paid_sales_of_known_customers"]
    assert traces(shop, [person.customer]) == {}
    assert [found.erased_at is not None for found in find(shop, "13912340001", actor=OWNER)] == [True]
    assert find(shop, "A1", actor=OWNER) == ()


@pytest.mark.slow
def test_what_still_names_the_person_is_said_and_the_key_is_kept_for_the_next_try(shop):
    person = the_one(shop)
    (shop.folder / "notes.txt").write_bytes("李先生 139-1234-0001 / li_secret".encode("gb18030"))

    done = erase(shop, person.customer, actor=OWNER, reason="asked")
    assert [place.found_in for place in done.searched if place.found_in] == [("notes.txt",)]
    assert (done.position, the_one(shop, person.customer).kinds) == (None, person.kinds)

    (shop.folder / "notes.txt").unlink()
    assert erase(shop, person.customer, actor=OWNER, reason="asked").is_proved


@pytest.mark.slow
@pytest.mark.parametrize(
    "point",
    ["erase.marked", "forget.ready", "erase.forgotten", "publish.before_current", "erase.searched"],
)  # fmt: skip
def test_a_process_killed_while_erasing_is_completed_by_asking_again(shop, point):
    person, before = the_one(shop), money(shop)
    command = [sys.executable, "-m", "tests.app.one_person.killed_eraser", str(shop.folder), person.customer, point]
    assert subprocess.run(command, check=False, env=os.environ, timeout=100).returncode == -signal.SIGKILL

    again = open_shop(shop.folder, shop.clock)
    assert erase(again, person.customer, actor=OWNER, reason="asked").is_proved
    assert money(again) == before
    assert traces(again, [person.customer]) == {}
    again.books.close()
