"""Whatever is tried in whatever order, a decision's state follows the rules, and the chain stays whole."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.decisions.proposals import DAY, LI, MACHINE, NO_PARAMS, NOW, VIEWER, WANG, change, draft, readout, yuan
from tests.kept import new_books
from zhanggui.books.database import open_books
from zhanggui.books.events import verify_chain
from zhanggui.core.errors import Conflict, NotAllowed
from zhanggui.decisions import ledger

ACTORS = st.sampled_from([LI, WANG, VIEWER, MACHINE])
BOUND = 100_000


class Decisions(RuleBasedStateMachine):
    """The ledger beside a model of it that fits on a page."""

    @initialize(is_dear=st.booleans())
    def propose(self, is_dear):
        self.folder = tempfile.TemporaryDirectory()
        self.books = open_books(new_books(Path(self.folder.name) / "books.sqlite"))
        self.now, self.status, self.approved_by, self.key = NOW, "proposed", set(), None
        self.needed = 2 if is_dear else 1
        with self.books.begin() as connection:
            facts = draft(cost=5000 if is_dear else 10)
            ledger.record_proposal(connection, facts, NO_PARAMS, by="policy", at=NOW)

    @rule(hours=st.integers(1, 60))
    def wait(self, hours):
        self.now += timedelta(hours=hours)
        if self.status in {"proposed", "deferred"} and self.now >= NOW + 7 * DAY:
            self.status = "expired"

    @rule(verdict=st.sampled_from(["approve", "reject", "defer"]), actor=ACTORS)
    def decide(self, verdict, actor):
        may = actor in (LI, WANG) and self.status in {"proposed", "deferred"}
        may = may and not (verdict == "approve" and actor.id in self.approved_by)

        done = self.attempt(
            lambda connection: ledger.decide(
                connection, "d1", verdict=verdict, actor=actor, why="why", at=self.now, four_eyes_above_minor=BOUND
            ),
        )

        assert done == may
        if done and verdict == "approve":
            self.approved_by.add(actor.id)
            self.status = "approved" if len(self.approved_by) == self.needed else self.status
        elif done:
            self.status = {"reject": "rejected", "defer": "deferred"}[verdict]

    @rule(key=st.sampled_from(["a", "b"]), actor=ACTORS)
    def apply(self, key, actor):
        may = actor in (LI, WANG) and (self.status == "approved" if self.key is None else key == self.key)

        done = self.attempt(
            lambda connection: ledger.record_change(connection, change(key=key, at=self.now, actor=actor), actor=actor),
        )

        assert done == may
        if done and self.key is None:
            self.key, self.status = key, "applied"

    @rule(actor=ACTORS)
    def confirm(self, actor):
        may = actor in (LI, WANG) and self.status == "applied"
        actual = {"price": yuan(4)}

        done = self.attempt(
            lambda connection: ledger.confirm(
                connection, "d1", actual=actual, done_at=self.now, actor=actor, at=self.now
            ),
        )

        assert done == may
        self.status = "confirmed" if done else self.status

    @rule()
    def measure(self):
        may = self.status in {"applied", "confirmed"}

        done = self.attempt(lambda connection: ledger.record_readout(connection, readout(at=self.now), by="policy"))

        assert done == may
        self.status = "measured" if done else self.status

    @invariant()
    def agrees(self):
        if hasattr(self, "books"):
            with self.books.reading() as connection:
                record = ledger.find(connection, "d1", self.now)
                assert verify_chain(connection).position == record.sequence
            assert record.status == self.status
            assert {approval.by for approval in record.approvals} == self.approved_by

    def attempt(self, step):
        try:
            with self.books.begin() as connection:
                step(connection)
        except (Conflict, NotAllowed):
            return False
        return True

    def teardown(self):
        if hasattr(self, "books"):
            self.books.close()
            self.folder.cleanup()


TestDecisions = Decisions.TestCase
TestDecisions.settings = settings(max_examples=15, stateful_step_count=20)
