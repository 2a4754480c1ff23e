"""What would a developer write in an afternoon: FastAPI, SQLite, one coupon counter and one row for each sale.

`python -m benchmarks.peers.bare_till FILE` serves it. It checks a key, takes a percentage off, takes a use by a
conditional update and writes the sale, in one transaction with the same sync setting as ours. It knows no offers, no
lines, no ledger, no request keys, no refunds.
"""

from __future__ import annotations

import hashlib
import hmac
import socket
import sqlite3
import sys
import threading
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI, Header, HTTPException

SECRET = "peer"  # noqa: S105 - of a peer that sells nothing
WHOLE, OFF_BPS, MOST = 10_000, 1000, 1_000_000


def create(file: str) -> FastAPI:
    """The application over one file."""
    app, local, known = FastAPI(), threading.local(), hashlib.sha256(SECRET.encode()).hexdigest()

    def books() -> sqlite3.Connection:
        if not hasattr(local, "books"):
            local.books = sqlite3.connect(file, isolation_level=None, timeout=15)
            local.books.execute("PRAGMA synchronous=FULL")
        return local.books

    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE coupons (id TEXT PRIMARY KEY, used INTEGER NOT NULL)")
        connection.execute("CREATE TABLE sales (order_id TEXT PRIMARY KEY, total INTEGER NOT NULL)")
        connection.execute("INSERT INTO coupons VALUES ('ten', 0)")

    @app.post("/redeem")
    def redeem(asked: dict[str, Any], authorization: Annotated[str, Header()]) -> dict[str, Any]:
        told = hashlib.sha256(authorization.removeprefix("Bearer ").encode()).hexdigest()
        if not hmac.compare_digest(told, known):
            raise HTTPException(401)
        total = sum(line["units"] * line["price_minor"] for line in asked["basket"]["lines"])
        connection = books()
        connection.execute("BEGIN IMMEDIATE")
        taken = connection.execute("UPDATE coupons SET used = used + 1 WHERE id = 'ten' AND used < ?", (MOST,))
        if taken.rowcount != 1:
            connection.execute("ROLLBACK")
            raise HTTPException(409)
        connection.execute("INSERT INTO sales VALUES (?, ?)", (asked["order"], total * (WHOLE - OFF_BPS) // WHOLE))
        connection.execute("COMMIT")
        return {"order": asked["order"]}

    return app


if __name__ == "__main__":
    door = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{door.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(create(sys.argv[1]), log_level="warning")).run(sockets=[door])
