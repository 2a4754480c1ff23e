"""Only the shop's key, a role and a reason open the vault; who is erased stays erased."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.books.conftest import NOW
from zhanggui.books.events import read, verify_chain
from zhanggui.books.pseudonyms import pads, pseudonym
from zhanggui.books.vault import MayNotReveal, ReasonMissing, Vault, WrongShopKey

KEY = bytes(range(32))
LI, WANG = pseudonym(KEY, "account", "li"), pseudonym(KEY, "account", "wang")


@pytest.fixture
def vault(books):
    return Vault(books, KEY)


def reveal(vault, pseudonyms, kind="name", **other):
    return vault.reveal(pseudonyms, kind, **{"by": "u1", "role": "owner", "reason": "win-back", "at": NOW, **other})


def bytes_on_disk(file):
    return b"".join(path.read_bytes() for path in file.parent.iterdir() if path.name.startswith(file.name))


def test_what_was_sealed_is_revealed_and_the_asking_is_on_record(vault, books):
    vault.put_many("name", {LI: "李小姐", WANG: "王先生"})

    assert reveal(vault, [LI, "punknown"]) == {LI: "李小姐"}
    with books.reading() as connection:
        (event,) = read(connection, "vault")
        verify_chain(connection)
    assert event.by == "u1"
    assert event.payload == {"kind": "name", "reason": "win-back", "count": 2, "pseudonyms": sorted([LI, "punknown"])}


def test_a_value_that_is_there_is_kept(vault):
    assert vault.put_many("phone", {LI: "13800138000"}) == 1
    assert vault.put_many("phone", {LI: "13900139000", WANG: "13700137000"}) == 1

    assert reveal(vault, [LI, WANG], "phone") == {LI: "13800138000", WANG: "13700137000"}


def test_a_second_kind_of_value_uses_the_same_personal_key(vault, file):
    vault.put_many("phone", {LI: "13800138000"})
    vault.put_many("name", {LI: "李小姐"})

    assert reveal(vault, [LI]) == {LI: "李小姐"}
    assert vault.known([LI, WANG], "phone") == {LI}
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT count(*) FROM vault_people").fetchone() == (1,)
    connection.close()


@pytest.mark.parametrize("role", ["analyst", "viewer", "nobody"])
def test_other_roles_are_refused(vault, role):
    with pytest.raises(MayNotReveal):
        reveal(vault, [LI], role=role)


def test_without_a_reason_nothing_is_revealed(vault):
    with pytest.raises(ReasonMissing):
        reveal(vault, [LI], reason="  ")


def test_another_key_opens_nothing(vault, books):
    vault.put_many("name", {LI: "李小姐"})

    with pytest.raises(WrongShopKey):
        reveal(Vault(books, bytes(32)), [LI])


def test_a_value_moved_to_another_person_does_not_open(vault, file):
    vault.put_many("name", {LI: "李小姐", WANG: "王先生"})
    connection = sqlite3.connect(file)
    connection.execute(
        "UPDATE vault_values SET sealed = (SELECT sealed FROM vault_values WHERE pseudonym = ?)", (WANG,)
    )
    connection.commit()
    connection.close()

    with pytest.raises(WrongShopKey):
        reveal(vault, [LI])


def test_no_planted_name_stands_in_the_files(vault, file):
    vault.put_many("name", {LI: "欧阳不凡"})
    vault.put_many("address", {LI: "Emerald Street 77"})

    stored = bytes_on_disk(file)

    assert LI.encode() in stored
    assert "欧阳不凡".encode() not in stored
    assert b"Emerald Street" not in stored
    assert "Emerald" not in repr(vault)
    assert KEY.hex() not in repr(vault)


def test_erasing_destroys_the_key_everywhere_and_the_person_does_not_come_back(vault, file):
    vault.put_many("name", {LI: "李小姐", WANG: "王先生"})
    connection = sqlite3.connect(file)
    wrapped, sealed = connection.execute(
        "SELECT wrapped_key, sealed FROM vault_people JOIN vault_values USING (pseudonym) WHERE pseudonym = ?", (LI,)
    ).fetchone()
    connection.close()
    assert wrapped in bytes_on_disk(file)

    assert vault.erase(LI, by="u1", reason="asked to", at=NOW) == 1

    assert wrapped not in bytes_on_disk(file)
    assert sealed not in bytes_on_disk(file)
    assert vault.put_many("name", {LI: "李小姐"}) == 0
    assert reveal(vault, [LI, WANG]) == {WANG: "王先生"}


def test_erasing_somebody_unknown_keeps_them_out(vault):
    assert vault.erase(LI, by="u1", reason="asked to", at=NOW) == 0
    assert vault.put_many("name", {LI: "李小姐"}) == 0


def test_many_writers_agree_on_one_key_a_person(vault):
    people = {pseudonym(KEY, "account", str(number)): f"顾客{number}" for number in range(50)}

    with ThreadPoolExecutor(16) as pool:
        new = sum(pool.map(lambda kind: vault.put_many(kind, people), ["name", "phone"] * 20))

    assert new == 100
    assert reveal(vault, people, "phone") == people


@pytest.mark.slow
@given(
    kind=st.sampled_from(["account", "phone"]),
    value=st.text(st.characters(exclude_characters="\0")),
    key=st.binary(min_size=32, max_size=80),
)
def test_an_engine_that_knows_only_sha256_makes_the_same_pseudonym(kind, value, key):
    inner, outer = pads(key)
    formula = "SELECT 'p' || sha256($2::BLOB || unhex(sha256($1::BLOB || encode($3 || ':' || $4))))[:24]"

    (made,) = duckdb.connect().execute(formula, [inner, outer, kind, value]).fetchone()

    assert made == pseudonym(key, kind, value)
