# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.tools import SQL

from ...engine.ledger import find_movement
from ...engine.referral import hide_name

ROLES = ("recommender", "friend")


class CrmReferral(models.Model):
    """Points of recommendations: what should be booked less what is booked."""

    _inherit = "crm.referral"

    def _book(self):
        """Book what is missing between the states and the ledger, both roles."""
        booked = self._get_booked()
        entries = [
            referral._prepare_entry(role, booked.get((referral.id, role)))
            for referral in self
            for role in ROLES
        ]
        self.env["loyalty.history"].sudo()._post(
            [entry for entry in entries if entry is not None]
        )

    def _get_booked(self):
        """Return ``{(referral id, role): row}`` of what is in the ledger.

        A row holds ``points``, ``pending``, ``count``, ``first_id`` and ``card_id``.
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT order_id, split_part(source_key, ':', 3) AS role,
                       count(*), min(id) AS first_id,
                       sum(coalesce(issued, 0) - coalesce(used, 0)) AS points,
                       sum(coalesce(pending, 0)) AS pending,
                       (array_agg(card_id ORDER BY id DESC))[1] AS card_id
                  FROM loyalty_history
                 WHERE order_model = 'crm.referral' AND order_id = ANY(%s)
                   AND kind IS NOT NULL AND event = 'referral'
                 GROUP BY order_id, role
                """,
                self.ids,
            )
        )
        return {(row["order_id"], row["role"]): row for row in rows}

    def _get_promise(self, role):
        """Return (points, pending points) that a role should have by the state."""
        points = self[f"{role}_points"]
        return {"held": (0.0, points), "rewarded": (points, 0.0)}.get(
            self.state, (0.0, 0.0)
        )

    def _prepare_entry(self, role, have):
        """Return the movement for one role, or None when all is booked."""
        booked = (have["points"], have["pending"]) if have else (0.0, 0.0)
        movement = find_movement(booked, self._get_promise(role))
        if not movement:
            return None
        partner = self[f"{role}_id"]
        cards = self.env["loyalty.card"].sudo()
        history = self.env["loyalty.history"].sudo()
        is_reversed = have and movement.kind == "reverse"
        key = f"referral:{self.id}:{role}"
        card = (
            cards.browse(have["card_id"])
            if have
            else cards._get_card(self.program_id.loyalty_program_id, partner)
        )
        entry = {
            "card": card,
            "kind": movement.kind,
            "event": "referral",
            "issued": movement.issued,
            "used": movement.used,
            "pending": movement.pending,
            "key": f"{key}:{have['count']}" if have else key,
            "source": self,
            "description": self._get_description(role, partner),
            "reverses": history.browse(have["first_id"]) if is_reversed else None,
        }
        if have and movement.kind == "earn":
            entry |= self._get_terms_again(card)
        return entry

    def _get_terms_again(self, card):
        """Return the last valid day of points that were taken back, to give them again.

        A withdrawn credit note gives them as they were.
        """
        lots = self.env["crm.loyalty.lot"].sudo()
        return lots._get_latest_terms(
            [
                ("pool_id", "=", card.pool_id.id),
                ("history_id.order_model", "=", self._name),
                ("history_id.order_id", "=", self.id),
            ]
        )

    def _get_description(self, role, partner):
        """Return what the customer reads about the points, in the own language."""
        env = self.with_context(lang=partner.lang or self.env.lang).env
        if role == "friend":
            return env._("Welcome: you were recommended to us")
        return env._(
            "You recommended us to %(name)s", name=hide_name(self.friend_id.name)
        )

    def _tell_recommenders(self):
        """Queue the mail to those who have just been rewarded, once each."""
        template = self.env.ref("crm_loyalty.mail_template_referral_rewarded", False)
        rewarded = self.filtered(lambda referral: referral.state == "rewarded")
        if not template:
            return
        for company, referrals in rewarded.grouped("company_id").items():
            self.env["crm.outbox"].sudo().with_company(company)._queue(
                "referral",
                [f"referral:{referral.id}" for referral in referrals],
                template,
                referrals,
                [referral.recommender_id for referral in referrals],
            )
