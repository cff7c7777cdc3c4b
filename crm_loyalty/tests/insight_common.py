# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Date

from .common import LoyaltyCommon


class InsightCommon(LoyaltyCommon):
    """Movements with chosen kinds and days."""

    @classmethod
    def post(cls, partner, kind, day, program=None, **vals):
        """Book one movement of ``partner``; the figures are given by name."""
        card = cls.env["loyalty.card"]._get_card(program or cls.program, partner)
        return (
            cls.env["loyalty.history"]
            .sudo()
            ._post(
                [
                    {
                        "card": card,
                        "kind": kind,
                        "event": "test",
                        "description": f"{kind} {day}",
                        "day": Date.to_date(day),
                    }
                    | vals
                ]
            )
        )

    def count_queries(self, read, *batches):
        """Return how many queries ``read(batch)`` needs for each of ``batches``."""
        counts = []
        for batch in batches:
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            read(batch)
            counts.append(self.env.cr.sql_log_count - before)
        return counts
