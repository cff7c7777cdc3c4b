# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

FOLLOWED = ("registered", "ordered", "held")
COUNTED = ("held", "rewarded")


class CrmReferral(models.Model):
    """What comes of recommendations: read off the orders, again and again.

    Asked twice, the second time changes nothing.
    """

    _inherit = "crm.referral"

    @api.model
    def _cron_follow(self):
        """Let every recommendation be looked at that time or a merge may change."""
        now = fields.Datetime.now()
        open_referrals = self.search([("state", "in", FOLLOWED)]) | self._find_merged()
        for company, referrals in open_referrals.grouped("company_id").items():
            self.env["crm.due"]._schedule("referral", company, referrals, now)

    @api.model
    def _find_merged(self):
        """Return rewarded ones whose recommender and new customer are one by now."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT referral.id
                  FROM crm_referral AS referral
                  JOIN res_partner AS one ON one.id = referral.recommender_id
                  JOIN res_partner AS other ON other.id = referral.friend_id
                 WHERE referral.state = 'rewarded'
                   AND one.commercial_partner_id = other.commercial_partner_id
                """
            )
        )
        return self.browse(row[0] for row in rows)

    def _follow(self, now):
        """Bring state and points of these recommendations to what is true at ``now``.

        Due job; retried by ``crm.due`` when somebody else moves the same points.
        """
        referrals = self.sudo().filtered(
            lambda referral: referral.state not in ("invited", "refused")
        )
        rewarded = referrals.filtered(lambda referral: referral.state == "rewarded")
        orders = referrals._get_orders()
        for referral in referrals.sorted("id"):
            referral._advance(orders, now)
        referrals._book()
        (referrals - rewarded)._tell_recommenders()

    def _get_orders(self):
        """Return ``{new customer: confirmed orders}``, oldest first."""
        customers = self.friend_id.commercial_partner_id
        orders = self.env["sale.order"].search(
            [
                ("partner_id.commercial_partner_id", "in", customers.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "sale"),
            ],
            order="date_order, id",
        )
        return orders.grouped(lambda order: order.partner_id.commercial_partner_id)

    def _advance(self, orders, now):
        """Find the state of one recommendation.

        :param orders: ``{customer: confirmed orders}``
        """
        today = self.program_id._get_today(now)
        if self.has_order:
            self._refuse_or(*self._judge(today))
            return
        refusal = self._find_refusal()
        own = orders.get(self.friend_id.commercial_partner_id, self.order_id)
        own = own.filtered(lambda order: order.company_id == self.company_id)
        paid = own.filtered(self._is_paid)[:1]
        if not refusal and paid:
            if self._is_over_cap(today):
                refusal = "cap"
            else:
                self.write({"order_id": paid.id, "has_order": True, "paid_on": today})
                self._refuse_or(*self._judge(today))
                return
        self._refuse_or(refusal, "ordered" if own else "registered")

    def _judge(self, today):
        """Return (reason to refuse or None, state) of one whose order was paid once."""
        if not self._is_kept():
            return None, "reversed"
        if self.rewarded_on:
            return None, "reversed" if self._find_self() else "rewarded"
        refusal = self._find_refusal()
        if refusal or today < self.paid_on + timedelta(days=self.program_id.hold_days):
            return refusal, "held"
        self.rewarded_on = today
        return None, "rewarded"

    def _is_paid(self, order):
        goods = order._get_goods_amounts()[order]
        return 0 < goods.kept <= goods.paid

    def _is_kept(self):
        """Tell whether the new customer still has what was paid for."""
        order = self.order_id
        customer = order.partner_id.commercial_partner_id
        return (
            order.state == "sale"
            and customer == self.friend_id.commercial_partner_id
            and order._get_goods_amounts()[order].kept > 0
        )

    def _is_over_cap(self, today):
        """Tell whether the recommender had the most rewards of this year."""
        cap = self.program_id.yearly_cap
        customer = self.recommender_id.commercial_partner_id
        return bool(cap) and cap <= self.search_count(
            [
                ("recommender_id.commercial_partner_id", "=", customer.id),
                ("company_id", "=", self.company_id.id),
                ("state", "in", COUNTED),
                ("paid_on", ">=", today.replace(month=1, day=1)),
                ("paid_on", "<=", today.replace(month=12, day=31)),
            ]
        )

    def action_check_again(self):
        """Button: somebody cleared up why it was refused; look at it again."""
        self.check_access("write")
        refused = self.filtered(lambda referral: referral.state == "refused").sudo()
        for referral in refused:
            referral._refuse_or(referral._find_refusal(), "registered")
        refused._follow(fields.Datetime.now())
