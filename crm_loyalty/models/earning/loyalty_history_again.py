# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL


class LoyaltyHistory(models.Model):
    """Bonuses that were taken back too early: withdrawn credit notes give them again.

    They are given as they were: pending until the same day, or to be spent until the
    same day.
    """

    _inherit = "loyalty.history"

    @api.model
    def _find_missing(self, kept, shares):
        """Return the rows of ``kept`` with what is missing of them as ``missing``.

        Only what was taken back is missing. A bonus of which nothing is left is given
        here only while its document has the day for which it was given; a document
        that has begun anew is an event of its new day, and that day's run answers it.

        :param kept: rows of ``_get_given_bonuses`` whose documents count
        :param shares: see ``_cut_bonuses``
        """
        missing = []
        for row in kept:
            have = row["points"] + row["pending"]
            less = self._get_worth(row, shares) - have
            rule = self.env["crm.loyalty.earning.rule"].sudo().browse(row["rule_id"])
            less = rule.program_id._cut_points(less)
            is_taken_back = row["reversed_id"] and less > 0
            if is_taken_back and (have > 0 or self._has_same_day(row)):
                missing.append({**row, "missing": less})
        return missing

    @api.model
    def _has_same_day(self, row):
        first = self.sudo().browse(row["first_id"])
        document = self.env[first.order_model].sudo().browse(row["res_id"])
        return document._get_bonus_day(first.event) == first.booked_on

    @api.model
    def _give_again(self, missing):
        """Book what ``_find_missing`` returned; each change once, by its own key.

        :return: the movements
        """
        history = self.sudo()
        movements = history
        for row in missing:
            first = history.browse(row["first_id"])
            release_on = first._get_release_day(row)
            movements |= history._post([first._prepare_again_entry(row, release_on)])
            if release_on:
                first._wait_until(release_on)
        return movements

    def _prepare_again_entry(self, row, release_on):
        """Return what gives again a part of the bonus that this movement gave."""
        card = self.env["loyalty.card"].sudo().browse(row["card_id"])
        entry = self._prepare_bonus_entry(row, card, None, is_reversed=False) | {
            "kind": "pending" if release_on else "earn",
            "issued": 0.0 if release_on else row["missing"],
            "pending": row["missing"] if release_on else 0.0,
            "reverses": self.browse(row["reversed_id"]),
        }
        entry["key"] += ":again"
        return entry if release_on else entry | self._get_lot_terms(row)

    def _get_release_day(self, row):
        """Return the day until which this bonus is pending, or None once it is over."""
        self.ensure_one()
        rule = self.env["crm.loyalty.earning.rule"].sudo().browse(row["rule_id"])
        if self.kind != "pending":
            return None
        day = self.release_on or self.booked_on + timedelta(days=rule.pending_days)
        return day if day > self.card_id._get_today() else None

    def _wait_until(self, release_on):
        """Let the run of that day confirm what is pending of this bonus."""
        self.env.execute_query(
            SQL(
                "UPDATE loyalty_history SET release_on = %s WHERE id = %s RETURNING id",
                release_on,
                self.id,
            )
        )
        self.invalidate_recordset(["release_on"], flush=False)

    @api.model
    def _get_lot_terms(self, row):
        """Return the last valid day of the points that were taken back, if it is known.

        Points that expire by inactivity, and those that were never released, follow
        the programme.
        """
        lots = self.env["crm.loyalty.lot"].sudo()
        return lots._get_latest_terms(
            [
                ("pool_id", "=", row["pool_id"]),
                ("history_id.earning_rule_id", "=", row["rule_id"]),
                ("history_id.earning_key", "=", row["occurrence"]),
                ("history_id.earning_subject_id", "=", row["subject_id"]),
            ]
        )
