"""Who may take away the file that an applied decision wrote?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.books.events import append
from zhanggui.core.errors import NotFound
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor
    from zhanggui.decisions.record import DecisionRecord


class NoFileYet(NotFound):
    """The decision has written no file, or the file is gone."""

    sentence = Words(
        zh="决策“{decision}”没有可下载的文件：尚未执行，或文件已被移走。",
        en="Decision '{decision}' has no file: it was not applied yet, or the file was moved away.",
    )


def take_file(shop: Shop, record: DecisionRecord, actor: Actor) -> Path:
    """The file of an applied decision; it may name people, so that taking it is put on record."""
    told = record.change.file if record.change else None
    file = (shop.folder / told).resolve() if told else None
    if file is None or not file.is_relative_to((shop.folder / "exports").resolve()) or not file.is_file():
        raise NoFileYet(decision=record.proposal.id)
    with shop.books.begin() as connection:
        payload = {"decision": record.proposal.id, "file": file.name}
        append(connection, stream="exports", kind="export.taken", payload=payload, by=actor.id, at=shop.clock.now())
    return file
