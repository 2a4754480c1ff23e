"""Who is behind a pseudonym, and who has asked?

Every person has a key of their own; it encrypts their values and is itself wrapped by the shop's key. Destroying the
person's key makes every copy of their values unreadable. AES-256-GCM with a random nonce; the pseudonym (and, for a
value, its kind) is authenticated with it, so that no value can be moved to another person (NIST SP 800-38D).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import JSON, Connection, Select, Table, delete, func, select, type_coerce, update

from zhanggui.books.database import Books
from zhanggui.books.events import append
from zhanggui.books.schema import VAULT_PEOPLE, VAULT_VALUES
from zhanggui.core.errors import NotAllowed, RequestAtFault, ShopAtFault
from zhanggui.core.words import Words

NONCE_BYTES = 12
KEY_BYTES = 32
BATCH = 50_000
MAY_REVEAL = ("owner", "operator")


class WrongShopKey(ShopAtFault):
    """The vault was closed with another key."""

    sentence = Words(
        zh="店铺密钥与保险库不符，打不开顾客资料。请恢复本店原来的密钥文件。",
        en="The shop's key does not fit its vault. Restore the key file that belongs to this shop.",
    )


class MayNotReveal(NotAllowed):
    """The role does not permit opening the vault."""

    sentence = Words(
        zh="角色“{role}”不能查看顾客资料；需要：{allowed}。",
        en="The role '{role}' may not see who customers are; it takes: {allowed}.",
    )


class ReasonMissing(RequestAtFault):
    """The vault is opened only for a stated reason."""

    sentence = Words(
        zh="查看顾客资料必须写明理由，例如“发送召回短信”。",
        en="Say why the customers' names are needed, for example 'win-back message'.",
    )


@dataclass(frozen=True, slots=True)
class Vault:
    """The encrypted names, phones and addresses of the shop's customers."""

    books: Books
    key: bytes = field(repr=False)

    def put_many(self, kind: str, values: Mapping[str, str]) -> int:
        """Seal values of one kind by pseudonym; what is there already, or was erased, stays as it is.

        Returns how many were new.
        """
        wrapping = _wrapping_key(self.key)
        new = 0
        for batch in _batches(values):
            with self.books.begin() as connection:
                new += _put(connection, wrapping, kind, batch)
        return new

    def reveal(
        self,
        pseudonyms: Collection[str],
        kind: str,
        *,
        by: str,
        role: str,
        reason: str,
        at: datetime,
    ) -> dict[str, str]:
        """The values of one kind behind the pseudonyms, as far as known; who asked and why is logged first."""
        if role not in MAY_REVEAL:
            raise MayNotReveal(role=role, allowed=", ".join(MAY_REVEAL))
        if not reason.strip():
            raise ReasonMissing
        asked = sorted(set(pseudonyms))
        payload = {"kind": kind, "reason": reason, "count": len(asked), "pseudonyms": asked}
        with self.books.begin() as connection:
            append(connection, stream="vault", kind="vault.revealed", payload=payload, by=by, at=at)
        with self.books.reading() as connection:
            return _open_all(connection, _wrapping_key(self.key), kind, asked)

    def mark(self, pseudonyms: Collection[str], *, at: datetime) -> None:
        """Begin to erase people: from now on nothing more is kept about them and nobody else opens what there is."""
        rows = [(name, None) for name in sorted(pseudonyms)]
        with self.books.begin() as connection:
            _insert_or_ignore(connection, VAULT_PEOPLE, ("pseudonym", "wrapped_key"), rows)
            unmarked = update(VAULT_PEOPLE).where(VAULT_PEOPLE.c.erased_at.is_(None))
            connection.execute(
                unmarked.where(VAULT_PEOPLE.c.pseudonym.in_(_listed(connection, [name for name, _ in rows]))).values(
                    erased_at=at
                )
            )

    def marked_with(self, pseudonym: str) -> frozenset[str]:
        """The pseudonyms marked together with this one: an erasure that is being completed covers them all."""
        at = select(VAULT_PEOPLE.c.erased_at).where(VAULT_PEOPLE.c.pseudonym == pseudonym).scalar_subquery()
        with self.books.reading() as connection:
            together = select(VAULT_PEOPLE.c.pseudonym).where(VAULT_PEOPLE.c.erased_at == at)
            return frozenset(connection.execute(together).scalars())

    def erased(self) -> frozenset[str]:
        """Everybody who was erased or is being erased: who is on this list is let in by no later export."""
        with self.books.reading() as connection:
            marked = select(VAULT_PEOPLE.c.pseudonym).where(VAULT_PEOPLE.c.erased_at.is_not(None))
            return frozenset(connection.execute(marked).scalars())

    def open_person(self, connection: Connection, pseudonym: str) -> dict[str, str]:
        """Everything kept about one person, by kind; who asks has put the asking on record in the same transaction."""
        wanted = select(VAULT_VALUES.c.kind, VAULT_VALUES.c.sealed, VAULT_PEOPLE.c.wrapped_key)
        rows = connection.execute(
            wanted.join_from(VAULT_VALUES, VAULT_PEOPLE).where(VAULT_VALUES.c.pseudonym == pseudonym)
        )
        wrapping = _wrapping_key(self.key)
        opened = {}
        for kind, sealed, wrapped in rows:
            if wrapped is not None:
                person = AESGCM(_open(wrapping, wrapped, pseudonym))
                opened[kind] = _open(person, sealed, f"{pseudonym}/{kind}").decode()
        return opened

    def erase(self, pseudonym: str, *, by: str, reason: str, at: datetime) -> int:
        """Destroy a person's key and values; returns how many values there were.

        The pseudonym stays marked, so that loading an old export again does not bring the person back.
        """
        with self.books.begin() as connection:
            removed = connection.execute(delete(VAULT_VALUES).where(VAULT_VALUES.c.pseudonym == pseudonym)).rowcount
            _insert_or_ignore(connection, VAULT_PEOPLE, ("pseudonym", "wrapped_key"), [(pseudonym, None)])
            erased = update(VAULT_PEOPLE).where(VAULT_PEOPLE.c.pseudonym == pseudonym)
            connection.execute(erased.values(wrapped_key=None, erased_at=at))
            payload = {"pseudonym": pseudonym, "reason": reason, "values": removed}
            append(connection, stream="vault", kind="vault.erased", payload=payload, by=by, at=at)
        self._empty_the_log()
        return removed

    def known(self, pseudonyms: Collection[str], kind: str) -> frozenset[str]:
        """Of these pseudonyms, those with a value of this kind; nothing is opened."""
        with self.books.reading() as connection:
            return frozenset(name for name, _, _ in _sealed(connection, kind, list(pseudonyms)))

    def _empty_the_log(self) -> None:
        # SQLite's write-ahead log would keep the destroyed key until it happens to be overwritten.
        if self.books.engine.dialect.name == "sqlite":
            connection = self.books.engine.raw_connection()
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.close()


def _put(connection: Connection, wrapping: AESGCM, kind: str, values: Mapping[str, str]) -> int:
    there = {name for name, _, _ in _sealed(connection, kind, list(values))}
    keys = _person_keys(connection, wrapping, [name for name in values if name not in there])
    nonces = _random(NONCE_BYTES, len(keys))
    rows = [
        (name, kind, nonce + AESGCM(key).encrypt(nonce, values[name].encode(), f"{name}/{kind}".encode()))
        for nonce, (name, key) in zip(nonces, keys.items(), strict=True)
    ]
    _insert_or_ignore(connection, VAULT_VALUES, ("pseudonym", "kind", "sealed"), rows)
    return len(rows)


def _person_keys(connection: Connection, wrapping: AESGCM, names: Sequence[str]) -> dict[str, bytes]:
    """The key of each person, made where there was none; erased people have none."""
    stored = _stored_keys(connection, names)
    unknown = [name for name in names if name not in stored]
    made = dict(zip(unknown, _random(KEY_BYTES, len(unknown)), strict=True))
    nonces = _random(NONCE_BYTES, len(made))
    wrapped = {
        name: nonce + wrapping.encrypt(nonce, key, name.encode())
        for nonce, (name, key) in zip(nonces, made.items(), strict=True)
    }
    _insert_or_ignore(connection, VAULT_PEOPLE, ("pseudonym", "wrapped_key"), list(wrapped.items()))
    if connection.dialect.name == "sqlite":  # one writer at a time; elsewhere another one may have been first
        stored |= wrapped
    else:
        stored |= _stored_keys(connection, list(made))
    live = {name: key for name, key in stored.items() if key is not None}
    return {n: made[n] if key == wrapped.get(n) else _open(wrapping, key, n) for n, key in live.items()}


def _open_all(connection: Connection, wrapping: AESGCM, kind: str, names: Sequence[str]) -> dict[str, str]:
    found = {}
    for name, wrapped, sealed in _sealed(connection, kind, names):
        person = AESGCM(_open(wrapping, wrapped, name))
        found[name] = _open(person, sealed, f"{name}/{kind}").decode()
    return found


def _stored_keys(connection: Connection, names: Sequence[str]) -> dict[str, bytes | None]:
    wanted = select(VAULT_PEOPLE.c.pseudonym, VAULT_PEOPLE.c.wrapped_key, VAULT_PEOPLE.c.erased_at)
    rows = connection.execute(wanted.where(VAULT_PEOPLE.c.pseudonym.in_(_listed(connection, names))))
    return {name: None if erased_at else key for name, key, erased_at in rows}


def _sealed(connection: Connection, kind: str, names: Sequence[str]) -> Iterator[tuple[str, bytes, bytes]]:
    wanted = (
        select(VAULT_VALUES.c.pseudonym, VAULT_PEOPLE.c.wrapped_key, VAULT_VALUES.c.sealed)
        .join_from(VAULT_VALUES, VAULT_PEOPLE)
        .where(VAULT_VALUES.c.kind == kind, VAULT_PEOPLE.c.wrapped_key.is_not(None))
        .where(VAULT_PEOPLE.c.erased_at.is_(None))
        .where(VAULT_VALUES.c.pseudonym.in_(_listed(connection, names)))
    )
    yield from connection.execute(wanted)


def _listed(connection: Connection, names: Sequence[str]) -> Select[tuple[str]]:
    # One parameter for any number of names: drivers limit how many parameters a statement may have.
    function = "json_each" if connection.dialect.name == "sqlite" else "json_array_elements_text"
    listed = getattr(func, function)(type_coerce(list(names), JSON)).table_valued("value")
    return select(listed.c.value)


def _random(length: int, count: int) -> list[bytes]:
    """Many nonces or keys at once: asking the system for each alone takes longer than using it."""
    drawn = os.urandom(length * count)
    return [drawn[start : start + length] for start in range(0, length * count, length)]


def _open(cipher: AESGCM, sealed: bytes, about: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())
    except InvalidTag:
        raise WrongShopKey from None


def _wrapping_key(key: bytes) -> AESGCM:
    # Derived, because the shop's key itself makes the pseudonyms: one key, one purpose (RFC 5869).
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"zhanggui vault").derive(key)
    return AESGCM(derived)


def _insert_or_ignore(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[object, ...]],
) -> None:
    # Straight to the driver: a million rows are compiled once, not a million times.
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    values = ", ".join([mark] * len(columns))
    statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({values}) ON CONFLICT DO NOTHING"  # noqa: S608
    if rows:
        connection.exec_driver_sql(statement, list(rows))


def _batches(values: Mapping[str, str]) -> Iterator[dict[str, str]]:
    # In the order of the key, so that a million new people fill page after page instead of touching all of them.
    left = iter(sorted(values.items()))
    while batch := dict(islice(left, BATCH)):
        yield batch
