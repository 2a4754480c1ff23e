"""An owner backs the shop up over HTTP and on the page, takes the file away, and brings the shop back beside itself."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from tests.app.one_person.people_shop import OWNER, WORDS, loaded_shop, money
from tests.surfaces.conftest import PASSWORD, open_session, post
from zhanggui.app.jobs import backups
from zhanggui.app.jobs.worker import do_all
from zhanggui.app.keeping import kept
from zhanggui.app.keeping.backup import backup
from zhanggui.app.keeping.errors import BackupFolderNotUsable, BackupOfAnotherShop, DiskTooFull, NoSuchBackup
from zhanggui.app.keeping.restore import restore
from zhanggui.app.shop import init_shop, open_shop
from zhanggui.app.sign_in import first_owner_token, session_cookie
from zhanggui.books import access, jobs, people
from zhanggui.books.events import read

PAGE = "/settings/backups"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    opened = loaded_shop(tmp_path_factory.mktemp("backed-up"))
    yield opened
    opened.books.close()


@pytest.fixture(scope="module")
def owner(shop):
    token = first_owner_token(shop)
    return people.accept_invitation(shop.books, token, login="owner", password=PASSWORD, at=shop.clock.now())


@pytest.fixture
def app(shop):
    from zhanggui.surfaces.web.application import create_app

    made = create_app(shop)
    yield made
    made.state.house.worker.stop()
    made.state.house.warm.close()


@pytest.fixture
def program(app, shop, owner):
    from starlette.testclient import TestClient

    _, key = access.create_api_key(shop.books, title="t", role="owner", by=owner.actor, at=shop.clock.now())
    headers = {"Authorization": f"Bearer {key}"}
    return TestClient(app, base_url="http://testserver/api/v1", headers=headers, raise_server_exceptions=False)


@pytest.fixture
def browser(app, shop, owner):
    from starlette.testclient import TestClient

    return TestClient(app, cookies={session_cookie(shop): open_session(shop, owner)}, raise_server_exceptions=False)


@pytest.fixture
def small(tmp_path, clock):
    """A shop in which nothing is loaded yet."""
    made = init_shop(tmp_path / "small", currency="CNY", timezone="Asia/Shanghai", name="小店", clock=clock)
    yield made
    made.books.close()


def done(program, job):
    while job["finished_at"] is None:
        job = program.get(f"/backups/jobs/{job['id']}").json()
    return job


@pytest.mark.slow
def test_backed_up_fetched_sent_back_and_the_same_shop_lies_beside_it(shop, program):
    asked = program.post("/backups")
    assert asked.status_code == 202
    told = done(program, asked.json())
    (line, *_) = program.get("/backups").json()["kept"]
    assert told["outcome"]["backup"] == line["name"]

    fetched = program.get(f"/backups/{line['name']}")
    assert (len(fetched.content), fetched.headers["content-encoding"]) == (line["size_bytes"], "identity")
    assert fetched.headers["content-disposition"] == f'attachment; filename="{line["name"]}"'
    assert fetched.content.startswith(b"ZHANGGUI BACKUP 1\n")
    assert not any(word.encode() in fetched.content for word in WORDS)

    sent = program.post("/backups/restore", files={"file": ("b", fetched.content)}, data={"folder": "back"})
    back = done(program, sent.json())
    assert (back["state"], back["outcome"]["folder"], back["outcome"]["metrics"]) == ("done", "back", 94)
    again = open_shop(shop.folder.parent / "back", shop.clock)
    assert money(again) == money(shop)
    assert list((kept.room(shop) / "sent").iterdir()) == []
    assert told["id"] not in {job.id for job in jobs.latest(again.books, "backup", 9)}
    again.books.close()

    kinds = {"backup.made", "backup.fetched", "backup.deleted"}
    assert program.delete(f"/backups/{line['name']}").status_code == 204
    with shop.books.reading() as connection:
        assert kinds <= {event.kind for event in read(connection, "backups")}
    assert program.get(f"/backups/{line['name']}").json()["error"]["code"] == "no_such_backup"


@pytest.mark.slow
def test_the_page_says_what_is_kept_and_what_was_checked(shop, browser):
    assert "还没有备份过" in browser.get(PAGE).text or "上次备份" in browser.get(PAGE).text
    made = post(browser, PAGE, PAGE)
    assert made.headers["location"] == f"{PAGE}?done=backup_made"
    name = kept.kept_backups(shop)[0].name
    nothing = post(browser, f"{PAGE}/restore", PAGE, folder="page-back")
    assert (nothing.status_code, "请选择一份备份文件" in nothing.text) == (422, True)

    taken = post(browser, f"{PAGE}/restore", PAGE, name=name, folder=shop.folder.name)
    assert (taken.status_code, "还不存在的文件夹名" in taken.text) == (422, True)
    post(browser, f"{PAGE}/restore", PAGE, name=name, folder="page-back")
    while any(job.finished_at is None for job in backups.recent(shop)):
        pass
    shown = browser.get(f"{PAGE}?lang=en").text
    assert "zhanggui --shop page-back serve" in shown
    assert "94 metrics" in shown
    assert post(browser, f"{PAGE}/{name}/delete", PAGE).headers["location"] == f"{PAGE}?done=backup_deleted"


def test_a_name_leads_nowhere_else(small, tmp_path):
    room = kept.room(small)
    room.mkdir(parents=True)
    (room / "real.backup").write_bytes(b"x")
    (tmp_path / "secret.backup").write_bytes(b"x")
    (room / "link.backup").symlink_to(tmp_path / "secret.backup")
    for name in (
        "../secret.backup",
        "link.backup",
        "/etc/passwd",
        "..",
        "",
        "real.backup/../real.backup",
        "a\0.backup",
    ):
        with pytest.raises(NoSuchBackup):
            kept.find_kept(small, name)
    assert [each.name for each in kept.kept_backups(small)] == ["real.backup"]


def test_a_folder_is_new_and_beside_the_shop(small):
    for name in ("", "..", "../x", "/etc/x", "a/b", ".hidden", "small", "x" * 61, "a\nb"):
        with pytest.raises(BackupFolderNotUsable):
            kept.new_folder(small, name)
    assert kept.new_folder(small, "小店-2").parent == small.folder.parent


def test_what_is_too_old_or_too_many_goes_and_what_a_person_put_there_stays(small, clock):
    clock.instant = datetime.now(UTC)  # files carry the machine's own times
    room = kept.room(small)
    room.mkdir(parents=True)

    def lies_there(name, days):
        (room / name).write_bytes(b"x")
        then = (clock.instant - timedelta(days=days)).timestamp()
        os.utime(room / name, (then, then))

    lies_there("mine.backup", 99)
    lies_there("20260301-0000-abcdef.backup", 31)
    assert kept.expire(small) == ("20260301-0000-abcdef.backup",)
    for day in range(6):
        lies_there(f"20260401-0000-00000{day}.backup", day)
    assert kept.expire(small) == ("20260401-0000-000005.backup",)
    assert kept.find_kept(small, "mine.backup").size_bytes == 1


def test_a_service_restores_its_own_shop_alone(small, tmp_path, clock):
    other = init_shop(tmp_path / "other", currency="CNY", timezone="Asia/Shanghai", name="别家", clock=clock)
    file = backup(other, tmp_path / "other.backup", actor=OWNER, sealed=True).file
    backups.queue_restore(small, file, "back", actor=OWNER, is_sent=True)
    (job,) = do_all(small, backups.RESTORE)
    assert (job.state, job.outcome["error"]["code"]) == ("failed", BackupOfAnotherShop().code)
    assert not file.exists()
    assert not (tmp_path / "back").exists()
    other.books.close()


def test_what_does_not_fit_the_disk_is_refused_before_it_is_written(small, tmp_path, clock):
    made = backup(small, tmp_path / "b", actor=OWNER)
    with zipfile.ZipFile(made.file) as archive, zipfile.ZipFile(tmp_path / "bomb", "w") as bomb:
        for name in archive.namelist():
            content = archive.read(name)
            bomb.writestr(
                name, content.replace(b'"bytes": ', b'"bytes": 9999999999999') if name == "manifest.json" else content
            )
    with pytest.raises(DiskTooFull):
        restore(tmp_path / "bomb", tmp_path / "back", actor=OWNER, clock=clock)
    assert not (tmp_path / "back").exists()


def test_a_folder_that_came_meanwhile_is_not_touched(small):
    backups.queue_backup(small, actor=OWNER)
    (job,) = do_all(small, backups.BACKUP)
    assert job.state == "done"
    file = kept.find_kept(small, job.outcome["backup"]).file
    backups.queue_restore(small, file, "new", actor=OWNER, is_sent=False)
    (small.folder.parent / "new").mkdir()
    (refused,) = do_all(small, backups.RESTORE)
    assert (refused.state, refused.outcome["error"]["code"]) == ("failed", "backup_folder_not_usable")
    assert file.exists()
    assert backups.plain(refused)["folder"] == "new"
    assert str(small.folder.parent) not in str(backups.plain(refused))
