# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from .common import LoyaltyCommon


class ExpiryCommon(LoyaltyCommon):
    """Points given, spent and expired on literal days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env["loyalty.history"].sudo()
        cls.card = cls.make_card(cls.anna)

    @classmethod
    def make_card(cls, partner, program=None):
        return cls.env["loyalty.card"]._get_card(program or cls.program, partner)

    @classmethod
    def post(cls, kind, points, day, card=None, **entry):
        """Book one movement of ``points`` on ``day``."""
        side = "used" if kind in ("spend", "expire") else "issued"
        with freeze_time(datetime.combine(day, datetime.min.time()).replace(hour=12)):
            return cls.ledger._post(
                [
                    {
                        "card": card or cls.card,
                        "kind": kind,
                        "event": "test",
                        "description": "Test",
                        side: points,
                        "day": day,
                        **entry,
                    }
                ]
            )

    def run_night(self, day, program=None):
        """Run the night of ``day`` for one programme, without committing."""
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=float("inf")
        ):
            (program or self.program)._expire_points(day)
        self.env.invalidate_all()

    def movements(self, card=None):
        """Return ``(kind, change, day)`` of every movement of the balance."""
        rows = (card or self.card).pool_id.history_ids.sorted("id")
        return [(row.kind, row.change, row.booked_on) for row in rows]

    def left(self, card=None):
        """Return ``{last valid day: points left}`` of the lots that hold points."""
        lots = (card or self.card).pool_id.lot_ids.filtered("remaining")
        return {lot.valid_until: lot.remaining for lot in lots}

    def set_terms(self, mode, program=None, **terms):
        (program or self.program).write({"expiry_mode": mode, **terms})

    def assert_balance(self, points, card=None):
        card = card or self.card
        self.assertEqual(card.points, points)
        remaining = sum(card.pool_id.lot_ids.mapped("remaining"))
        self.assertEqual(remaining, max(points, 0.0))

    def run_cron(self, name):
        """Run a scheduled job of this addon as the scheduler does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"crm_loyalty.{name}").method_direct_trigger()
        self.env.invalidate_all()
