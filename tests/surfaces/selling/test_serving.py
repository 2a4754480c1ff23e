"""The checkout starts and sells by itself, without the packages of the warehouse."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import httpx
import pytest

from tests.surfaces.selling.conftest import BASKET, EVERYTHING, sale
from zhanggui.books.checkout.integrations import create_key


@pytest.fixture
def served(shop):
    """A server of its own for the shop, and its address."""
    shop.books.close()
    command = [sys.executable, "-u", "-m", "tests.surfaces.selling.blocked", str(shop.folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ)
    said = process.stdout.readline()
    address = re.search(r"http://\S+/api/v1/checkout", said)
    assert address, said + process.stdout.read()
    yield address.group(), process
    process.terminate()
    process.communicate(timeout=10)


@pytest.mark.slow
def test_it_sells_where_neither_warehouse_nor_pages_are_installed(shop, served):
    address, process = served
    assert "There are no keys of integrations yet" in process.stdout.readline()
    _, secret = create_key(shop.books, "own-site", scopes=EVERYTHING, by="owner", at=shop.clock.now())
    headers = {"Authorization": f"Bearer {secret}"}
    with httpx.Client(base_url=address, headers=headers) as till:
        assert till.post("/quote", json={"basket": BASKET}).json()["to_pay_minor"] == 1800
        sold = till.post("/redeem", json=sale()).json()
        cancelled = till.post("/cancel", json={"key": "cancel-1", "redemption": sold["redemption"]}).json()
    assert (sold["to_pay_minor"], cancelled["money_minor"]) == (1800, 1800)


def test_there_is_one_way_to_say_it():
    from typer.testing import CliRunner

    from zhanggui.surfaces.cli.main import app

    assert "checkout" in CliRunner().invoke(app, ["serve", "--help"]).stdout
    assert CliRunner().invoke(app, ["serve", "everything"]).exit_code == 2
