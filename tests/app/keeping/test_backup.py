"""A shop comes back from its backup as it was, or not at all; who was erased since does not come back with it."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import zipfile

import pytest

from tests.app.one_person.people_shop import HEADER, KNOWN, OWNER, WORDS, loaded_shop, money, row
from zhanggui.app.doctor import examine
from zhanggui.app.keeping import errors
from zhanggui.app.keeping.backup import backup, last_backup
from zhanggui.app.keeping.restore import restore
from zhanggui.app.keeping.sealing import PIECE_BYTES, seal, unseal
from zhanggui.app.loading import load
from zhanggui.app.one_person.erasing import erase
from zhanggui.app.one_person.finding import find
from zhanggui.app.one_person.searching import Wanted, search
from zhanggui.app.shop import open_shop
from zhanggui.books.events import ChainBroken
from zhanggui.books.keys import key_file
from zhanggui.core.errors import ZhangguiError

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    opened = loaded_shop(tmp_path_factory.mktemp("kept"))
    (opened.folder / "exports").mkdir()
    (opened.folder / "exports" / "d1.csv").write_text("13912340001")
    (opened.folder / "maps").mkdir()
    (opened.folder / "maps" / "erp.toml").write_text("name = 'erp'")
    yield opened
    opened.books.close()


@pytest.fixture(scope="module")
def made(shop):
    return backup(shop, shop.folder.parent / "shop.backup", actor=OWNER)


@pytest.fixture(scope="module")
def sealed(shop):
    return backup(shop, shop.folder.parent / "sealed.backup", actor=OWNER, sealed=True)


def rewritten(made, to, change):
    """The backup with other members: `change` takes and gives a dict of name and content."""
    with zipfile.ZipFile(made.file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(to, "w") as archive:
        for name, content in change(members).items():
            archive.writestr(name, content)
    return to


def back(file, to, clock):
    return restore(file, to, actor=OWNER, clock=clock)


def test_a_backup_holds_what_the_shop_needs_and_neither_its_key_nor_plain_names(shop, made):
    with zipfile.ZipFile(made.file) as archive:
        names = {name.removeprefix("shop/") for name in archive.namelist()}
        everything = b"".join(archive.read(name) for name in archive.namelist())

    assert names >= {"manifest.json", "shop.toml", "books.sqlite", "warehouse/CURRENT", "maps/erp.toml"}
    assert not any(name.startswith(("exports", "runs", "uploads")) for name in names)
    assert shop.key not in everything
    assert shop.key.hex().encode() not in everything
    assert not any(word.encode() in everything for word in WORDS)
    assert oct(made.file.stat().st_mode & 0o777) == "0o600"
    assert last_backup(shop) == shop.clock.now()
    assert [path.name for path in shop.folder.glob(".backup-*")] == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["made", "sealed"])
def test_what_comes_back_is_the_same_shop(shop, kind, tmp_path, request):
    told = back(request.getfixturevalue(kind).file, tmp_path / "back", shop.clock)

    again = open_shop(tmp_path / "back", shop.clock)
    assert (told.name, told.metrics, told.erased_again) == ("茶", 94, 0)
    assert money(again) == money(shop)
    assert [person.orders for person in find(again, KNOWN[0], actor=OWNER)] == [2]
    assert all(finding.is_well for finding in examine(again) if finding.subject.en in {"Books", "Snapshot", "Key"})
    assert [path.name for path in tmp_path.iterdir()] == ["back"]
    again.books.close()


def test_a_sealed_backup_shows_nothing(sealed):
    content = sealed.file.read_bytes()
    assert not zipfile.is_zipfile(sealed.file)
    assert not any(word in content for word in (b"shop.toml", b"SQLite format", b"PAR1"))


def test_nothing_is_overwritten(shop, made, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(errors.FolderThere):
        back(made.file, tmp_path / "full", shop.clock)
    with pytest.raises(errors.BackupThere):
        backup(shop, made.file, actor=OWNER)
    with pytest.raises(errors.BackupMissing):
        back(tmp_path / "none", tmp_path / "back", shop.clock)


def escaped(members):
    return members | {"../outside.txt": b"x"}


def damaged(members):
    return members | {"shop/maps/erp.toml": b"name = 'abc'"}


def longer(members):
    return members | {"shop/maps/erp.toml": members["shop/maps/erp.toml"] + b"x" * 9}


def incomplete(members):
    return {name: content for name, content in members.items() if name != "shop/maps/erp.toml"}


def without_manifest(members):
    return {name: content for name, content in members.items() if name != "manifest.json"}


def listed_outside(members):
    return members | {"manifest.json": members["manifest.json"].replace(b'"maps/erp.toml"', b'"../../erp.toml"')}


def newer(members):
    return members | {"manifest.json": members["manifest.json"].replace(b'"format": 1', b'"format": 2')}


def other_key(members):
    return members | {"manifest.json": members["manifest.json"].replace(b'"key_check": "', b'"key_check": "0')}


def other_numbers(members):
    return members | {"manifest.json": members["manifest.json"].replace(b'"net_sales": 76800', b'"net_sales": 76801')}


def other_chain(members):
    return members | {"manifest.json": re.sub(rb'"position": \d+', b'"position": 99', members["manifest.json"])}


@pytest.mark.parametrize(
    "change,error",
    [
        (escaped, errors.BackupUnsafe),
        (listed_outside, errors.BackupUnsafe),
        (damaged, errors.BackupDamaged),
        (longer, errors.BackupDamaged),
        (incomplete, errors.NotABackup),
        (without_manifest, errors.NotABackup),
        (newer, errors.BackupTooNew),
        (other_key, errors.BackupKeyWrong),
        pytest.param(other_numbers, errors.RestoredDiffers, marks=pytest.mark.slow),
        (other_chain, ChainBroken),
    ],
)
def test_what_is_not_as_it_was_made_is_refused_and_leaves_nothing(shop, made, tmp_path, change, error):
    file = rewritten(made, tmp_path / "changed", change)
    with pytest.raises(error):
        back(file, tmp_path / "back", shop.clock)

    assert [path.name for path in tmp_path.iterdir()] == ["changed"]
    assert not (tmp_path.parent / "outside.txt").exists()


@pytest.mark.parametrize("kind", ["made", "sealed"])
@pytest.mark.parametrize("share", [0.0, 0.00003, 0.3, 0.999])
def test_a_backup_that_was_cut_off_is_refused(shop, kind, share, tmp_path, request):
    content = request.getfixturevalue(kind).file.read_bytes()
    (tmp_path / "cut").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(ZhangguiError):
        back(tmp_path / "cut", tmp_path / "back", shop.clock)
    assert [path.name for path in tmp_path.iterdir()] == ["cut"]


@pytest.mark.parametrize("kind", ["made", "sealed"])
def test_without_the_right_key_nothing_is_restored_and_it_is_said_where_it_belongs(
    shop, kind, tmp_path, monkeypatch, request
):
    file = request.getfixturevalue(kind).file
    monkeypatch.setenv("ZHANGGUI_HOME", str(tmp_path / "home"))
    with pytest.raises(errors.BackupKeyMissing) as missing:
        back(file, tmp_path / "back", shop.clock)
    home = key_file(shop.facts.id)
    assert str(home) in missing.value.text("zh-CN")
    home.parent.mkdir(parents=True)
    home.write_text(KEY.hex())
    with pytest.raises(errors.BackupKeyWrong):
        back(file, tmp_path / "back", shop.clock)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES, PIECE_BYTES + 1])
def test_what_is_sealed_is_unsealed(size, tmp_path):
    plain, opened = os.urandom(size), io.BytesIO()
    with (tmp_path / "s").open("wb") as stream:
        seal(io.BytesIO(plain), stream, KEY, "abc")
    unseal(tmp_path / "s", opened, KEY, tmp_path / "key")
    assert opened.getvalue() == plain


def test_pieces_cannot_be_swapped_or_left_out(tmp_path):
    stream = io.BytesIO()
    seal(io.BytesIO(bytes(3 * PIECE_BYTES)), stream, KEY, "abc")
    sealed = stream.getvalue()
    size = PIECE_BYTES + 16
    head, pieces = sealed[: -3 * size], [sealed[-3 * size :][at * size : (at + 1) * size] for at in range(3)]
    for order in ((1, 0, 2), (0, 2), (0, 1), (0, 0, 2)):
        (tmp_path / "s").write_bytes(head + b"".join(pieces[at] for at in order))
        with pytest.raises(errors.NotABackup):
            unseal(tmp_path / "s", io.BytesIO(), KEY, tmp_path / "key")


@pytest.mark.slow
def test_who_was_erased_since_does_not_come_back(tmp_path):
    shop = loaded_shop(tmp_path)
    before, (person,) = money(shop), find(shop, KNOWN[0], actor=OWNER)
    kept = backup(shop, tmp_path / "kept.backup", actor=OWNER)
    erase(shop, person.customer, actor=OWNER, reason="asked")
    shop.books.close()
    shutil.rmtree(shop.folder)

    told = back(kept.file, tmp_path / "back", shop.clock)

    again = open_shop(tmp_path / "back", shop.clock)
    assert told.erased_again == 3
    assert money(again) == before
    wanted = Wanted(names=frozenset({person.customer}), words=WORDS)
    assert [place.found_in for place in search(again.folder, tmp_path / "none", wanted) if place.found_in] == []
    assert find(again, "A1", actor=OWNER) == ()
    again.books.close()


@pytest.mark.slow
def test_a_backup_made_while_the_shop_loads_files_is_whole(tmp_path):
    shop = loaded_shop(tmp_path)
    stop = threading.Event()

    def go_on_loading():
        number = 0
        while not stop.is_set():
            number += 1
            (tmp_path / f"{number}.csv").write_text(HEADER + row(f"N{number}", 2), "utf-8")
            try:
                load(shop, [tmp_path / f"{number}.csv"])
            except ZhangguiError:
                continue

    working = threading.Thread(target=go_on_loading)
    working.start()
    files = []
    while len(files) < 2:
        try:
            files.append(backup(shop, tmp_path / f"{len(files)}.backup", actor=OWNER).file)
        except ZhangguiError:
            continue
    stop.set()
    working.join()
    for file in files:
        assert back(file, tmp_path / f"back-{file.stem}", shop.clock).metrics == 94
    shop.books.close()


@pytest.mark.slow
@pytest.mark.parametrize("point", ["restore.unpacked", "publish.before_current", "restore.compared", "restore.proved"])
def test_a_process_killed_while_restoring_leaves_no_folder_and_the_next_one_succeeds(shop, made, tmp_path, point):
    command = [sys.executable, "-m", "tests.app.keeping.killed_restorer", str(made.file), str(tmp_path / "back"), point]
    assert subprocess.run(command, check=False, env=os.environ, timeout=100).returncode == -signal.SIGKILL
    assert not (tmp_path / "back").exists()

    back(made.file, tmp_path / "back", shop.clock)
    assert [path.name for path in tmp_path.iterdir()] == ["back"]


def test_books_on_a_server_are_not_backed_up_by_half(monkeypatch):
    from zhanggui.app.books_on_a_server import BOOKS, BooksNotInTheFolder, need_books_in_folder
    from zhanggui.core.words import Words

    need_books_in_folder(Words(zh="备份", en="a backup"))
    monkeypatch.setenv(BOOKS, "postgresql+psycopg://shop@localhost/books")
    with pytest.raises(BooksNotInTheFolder, match="pg_dump"):
        need_books_in_folder(Words(zh="备份", en="a backup"))
