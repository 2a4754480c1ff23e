"""How do files of offers, a basket, counters and products become a verdict or a quote?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from zhanggui.core.errors import FolderNotUsable, NotFound
from zhanggui.core.moments import moment
from zhanggui.core.words import Words
from zhanggui.offers.basket import NOTHING_USED, Basket, Used
from zhanggui.offers.checks.linting import check
from zhanggui.offers.engine.rules import make_ready
from zhanggui.offers.quoting import quote
from zhanggui.offers.rules.offer_set import OfferSet
from zhanggui.offers.rules.product import Products
from zhanggui.offers.rules.reading import Form, OffersNotUnderstood, read

if TYPE_CHECKING:
    from pathlib import Path

    from zhanggui.core.clock import Clock
    from zhanggui.offers.checks.flaw import Flaw
    from zhanggui.offers.quote import Quote

Read = TypeVar("Read")
FORMS: dict[str, Form] = {".json": "json", ".toml": "toml"}
MOST_BYTES = 50_000_000


class OffersFileMissing(NotFound):
    """No file at the path."""

    sentence = Words(zh="找不到文件 {file}。请检查路径。", en="There is no file {file}. Check the path.")


class OffersFileKind(OffersNotUnderstood):
    """A file that is neither JSON nor TOML by its name, or too large to be meant."""

    sentence = Words(
        zh="{file} 应是不超过 {most} MB 的 .json 或 .toml 文件。",
        en="{file} should be a .json or .toml file of at most {most} MB.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found in a set, and how many offers it has."""

    offers: int
    flaws: tuple[Flaw, ...]

    @property
    def may_go_live(self) -> bool:
        """Whether no error was found."""
        return all(flaw.severity != "error" for flaw in self.flaws)


def check_file(file: Path, products: Path | None, at: str | None, clock: Clock) -> Verdict:
    """Check the offers of a file, on the products of another if there is one."""
    offers = read_file(file, OfferSet)
    known = read_file(products, Products).products if products else ()
    moment_meant = moment(at, offers.timezone) or clock.now()
    return Verdict(offers=len(offers.offers), flaws=check(offers, moment_meant, known))


def quote_files(file: Path, basket: Path, used: Path | None, at: str | None, clock: Clock, *, explain: bool) -> Quote:
    """Price the basket of one file under the offers of another."""
    rules = make_ready(read_file(file, OfferSet))
    counted = read_file(used, Used) if used else NOTHING_USED
    moment_meant = moment(at, rules.offer_set.timezone) or clock.now()
    return quote(read_file(basket, Basket), rules, moment_meant, used=counted, explain=explain)


def read_file(file: Path, into: type[Read]) -> Read:
    """A JSON or TOML file as what it is meant to be."""
    if not file.is_file():
        raise OffersFileMissing(file=file)
    form = FORMS.get(file.suffix.lower())
    if form is None or file.stat().st_size > MOST_BYTES:
        raise OffersFileKind(file=file, most=MOST_BYTES // 1_000_000)
    return read(text_of(file), form, into, file.name)


def text_of(file: Path) -> str:
    """What is written in a file."""
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise OffersNotUnderstood(file=file.name, problems=f"not UTF-8: {error.reason}") from None
    except OSError as error:
        raise FolderNotUsable(path=file, why=error.strerror) from None
