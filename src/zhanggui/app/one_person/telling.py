"""How is what was found, taken along or erased told: as JSON values and as lines of a table?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhanggui.app.one_person.finding import WAYS
from zhanggui.app.one_person.searching import PLACES
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.app.one_person.erasing import Erasure
    from zhanggui.app.one_person.finding import Person
    from zhanggui.core.words import Language

PROVED = Words(
    zh="已删除。搜遍 {files} 个文件，没有找到此人；记录在事件链第 {position} 条（{hash}）。",
    en="Erased. {files} {files:file|files} {files:was|were} searched and the person found in none; on record as event {position} ({hash}).",
)
NOT_PROVED = Words(
    zh="还没有删净：{files} 中仍能找到。若有人正在读旧快照，等他们结束后再运行一次；其余的请人工检查后再运行。",
    en="Not complete: still found in {files}. If somebody reads an old snapshot, run this again once they have ended; "
    "look at anything else yourself, then run it again.",
)


def plain_person(person: Person) -> dict[str, Any]:
    """One customer as JSON values."""
    return {
        "customer": person.customer,
        "found_by": list(person.by),
        "channels": list(person.channels),
        "orders": person.orders,
        "first_day": person.first_day and person.first_day.isoformat(),
        "last_day": person.last_day and person.last_day.isoformat(),
        "kept": list(person.kinds),
        "erased_at": person.erased_at and person.erased_at.isoformat(),
    }


def plain_erasure(done: Erasure) -> dict[str, Any]:
    """The proof of an erasure as JSON values."""
    return {
        "pseudonym": done.pseudonym,
        "is_proved": done.is_proved,
        "at": done.at.isoformat(),
        "values": done.values,
        "rows": dict(done.rows),
        "files": dict(done.files),
        "decisions": list(done.decisions),
        "snapshot": done.snapshot,
        "searched": [
            {"place": each.place, "files": each.files, "bytes": each.size_bytes, "found_in": list(each.found_in)}
            for each in done.searched
        ],
        "event": done.position,
        "hash": done.hash,
    }


def found_by(person: Person, language: Language) -> str:
    """In which ways what was typed leads to the customer."""
    return (" · ").join(WAYS[kind].text(language) for kind in person.by)


def kept_kinds(person: Person, language: Language) -> str:
    """Which kinds of values the vault holds."""
    return (" · ").join(
        KINDS[kind.partition("@")[0]].text(language) if kind.partition("@")[0] in KINDS else kind
        for kind in person.kinds
    )


def said(done: Erasure, language: Language) -> str:
    """What came of erasing, in one sentence."""
    if done.is_proved:
        files = sum(each.files for each in done.searched)
        return PROVED.filled(language, files=files, position=done.position, hash=(done.hash or "")[:12])
    still = [file for each in done.searched for file in each.found_in]
    return NOT_PROVED.filled(language, files=", ".join(still[:5]))


def place_lines(done: Erasure, language: Language) -> list[tuple[str, int, int, str]]:
    """Where was looked, in how many files and bytes, and in which files something was found."""
    return [
        (PLACES[each.place].text(language), each.files, each.size_bytes, ", ".join(each.found_in))
        for each in done.searched
    ]


KINDS = {
    "account": Words(zh="账号", en="account"),
    "phone": Words(zh="手机", en="phone"),
    "email": Words(zh="邮箱", en="e-mail"),
    "name": Words(zh="姓名", en="name"),
    "address": Words(zh="地址", en="address"),
    "platform_id": Words(zh="平台编号", en="platform id"),
}
