# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL


class CrmLoyaltyBenefit(models.Model):
    """How a benefit is taken: once per key, never more than there is."""

    _inherit = "crm.loyalty.benefit"

    def redeem(self, card_id, key=None, note=None):
        """Take this benefit for the customer of a loyalty card; public, for JSON-2.

        The points are taken at once. Called again with the same ``key``, it answers
        the same and takes nothing more.

        :param int card_id: id of the ``loyalty.card`` that pays
        :param str key: the caller's own name for this redemption, unique; without one
            every call is a new redemption
        :param str note: a remark for whoever hands it over
        :return: dict with ``id``, ``state`` (requested, approved, ready, done,
            cancelled, refused), ``points`` (paid), ``balance`` (left) and
            ``voucher_code`` (or False)
        :raises AccessError: the user may not redeem, or not see the card
        :raises UserError: a sentence why the customer can't have it: points, tier,
            stock, dates, card or customer archived or expired, had it already
        :raises ValidationError: the key was used for something else
        """
        self.ensure_one()
        self._check_may_redeem()
        self.check_access("read")
        card = self.env["loyalty.card"].with_context(active_test=False)
        card = card.search([("id", "=", card_id)])
        if not card:
            raise UserError(self.env._("There is no such loyalty card."))
        return self._redeem(card, key=key, note=note)._get_receipt()

    def _check_may_redeem(self):
        """Refuse those who may not redeem points.

        :raises AccessError: the user is no loyalty agent
        """
        if not (self.env.su or self.env.user.has_group("crm_loyalty.group_agent")):
            raise AccessError(
                self.env._(
                    "Only loyalty agents redeem points. Ask your administrator for the "
                    "right “Loyalty points / Agent”."
                )
            )

    def _redeem(self, card, key=None, note=None, partner=None):
        """Return the redemption of this benefit by ``card``; errors as in ``redeem``.

        Rights are the caller's business (the portal has checked whose card it is).
        Takers of the same balance, and of a benefit with limited stock, collide and
        are retried, so that what is read here is true when it is committed.

        :param partner: the contact who takes it, of the card's customer
        """
        self.ensure_one()
        benefit, card = self.sudo(), card.sudo()
        if card.program_id != benefit.program_id:
            raise UserError(
                self.env._(
                    "“%(benefit)s” is paid with points of “%(program)s”, not with this "
                    "card.",
                    benefit=benefit.name,
                    program=benefit.program_id.name,
                )
            )
        benefit._lock_stock()
        card.pool_id._lock()
        if key and (found := benefit._find_redemption(card, key)):
            return found
        partner = partner or card.partner_id or card.pool_id.commercial_partner_id
        taker = benefit._get_taker(benefit.program_id, partner, card)
        if obstacle := benefit._get_obstacle(taker, benefit._count_taken(taker)):
            raise UserError(obstacle)
        redemption = benefit.redemption_ids.create(
            benefit._prepare_redemption(taker, key, note)
        )
        redemption._start()
        return redemption

    def _lock_stock(self):
        """Let no other transaction take from a limited stock until this one ends.

        As with balances, updating makes a transaction with an older snapshot fail.
        Benefits without a limit are not touched: their takers never collide here.
        """
        limited = self.filtered("is_limited")
        if not limited:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_loyalty_benefit SET take_count = take_count + 1
                 WHERE id IN (SELECT id FROM crm_loyalty_benefit
                               WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)
                """,
                limited.ids,
            )
        )
        limited.invalidate_recordset(["take_count", "taken_count", "stock_left"])

    def _find_redemption(self, card, key):
        found = self.redemption_ids.search([("request_key", "=", key)])
        if found and (found.benefit_id != self or found.pool_id != card.pool_id):
            raise ValidationError(
                self.env._(
                    "“%(key)s” is already used for another redemption. A new one "
                    "needs a key of its own.",
                    key=key,
                )
            )
        return found

    def _prepare_redemption(self, taker, key, note):
        return {
            "benefit_id": self.id,
            "partner_id": taker.partner.id,
            "card_id": taker.card.id,
            "pool_id": taker.card.pool_id.id,
            "company_id": (
                self.company_id or self.program_id.company_id or self.env.company
            ).id,
            "points": self.points,
            "tier_id": taker.tier.id,
            "requested_on": taker.today,
            "request_key": key,
            "note": note,
        }
