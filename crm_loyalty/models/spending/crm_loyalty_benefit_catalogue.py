# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dataclasses import dataclass

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.date_utils import start_of


@dataclass
class Taker:
    """A customer in a programme, as the catalogue sees them on a day."""

    partner: object
    card: object
    balance: float
    tier: object
    today: object


class CrmLoyaltyBenefit(models.Model):
    """What of the catalogue a customer may have, and why not the rest."""

    _inherit = "crm.loyalty.benefit"

    @api.model
    def _get_catalogue(self, partner, with_unpublished=False):
        """Return the benefits on offer to ``partner``, those to be had first.

        For the portal and the agents; nothing is locked, so a redemption looks again.

        :return: a list of dicts: ``benefit``, ``card`` (the card that pays, or an empty
            record), ``price`` and ``balance`` in points, ``is_affordable``,
            ``is_allowed`` (may be redeemed now) and ``reason``, a sentence where not
        """
        domain = Domain("company_id", "in", [False, *self.env.companies.ids])
        domain &= Domain("program_id.active", "=", True)
        if not with_unpublished:
            domain &= Domain("is_published", "=", True)
        benefits = self.search(domain)
        entries = []
        for program, offered in benefits.grouped("program_id").items():
            taker = self._get_taker(program, partner)
            taken = offered._count_taken(taker)
            entries += [benefit._get_entry(taker, taken) for benefit in offered]
        entries.sort(key=lambda entry: (not entry["is_allowed"], entry["price"]))
        return entries

    def _get_entry(self, taker, taken):
        reason = self._get_obstacle(taker, taken)
        return {
            "benefit": self,
            "card": taker.card,
            "price": self.points,
            "balance": taker.balance,
            "is_affordable": taker.balance >= self.points,
            "is_allowed": not reason,
            "reason": reason,
        }

    @api.model
    def _get_taker(self, program, partner, card=None):
        """Return ``partner`` as a ``Taker`` of ``program``; makes nothing."""
        company = program.company_id or self.env.company
        today = self.env["crm.value.night"]._get_today(company)
        profile = (
            self.env["crm.customer.profile"]
            .sudo()
            ._get_for(partner, company)
            .get(partner.id)
        )
        card = (card or self._find_card(program, partner, today)).sudo()
        return Taker(
            partner=partner.sudo(),
            card=card,
            balance=card.points,
            tier=profile.tier_id if profile else self.env["crm.value.tier"],
            today=today,
        )

    @api.model
    def _find_card(self, program, partner, today):
        """Return the customer's best card: in use, not expired, the contact's own."""
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)
        found = cards.search(
            [
                ("program_id", "=", program.id),
                (
                    "pool_id.commercial_partner_id",
                    "=",
                    partner.commercial_partner_id.id,
                ),
            ]
        )
        return found.sorted(
            lambda card: (
                not card.active,
                bool(card.expiration_date and card.expiration_date < today),
                card.partner_id != partner,
                card.id,
            )
        )[:1]

    def _count_taken(self, taker):
        """Return ``{benefit id: count}`` of what the customer had in each period."""
        counts = {}
        had = Domain("pool_id", "=", taker.card.pool_id.id)
        for period, benefits in self.grouped("max_period").items():
            domain = had & Domain("benefit_id", "in", benefits.ids)
            if period != "ever":
                start = start_of(taker.today, period)
                domain &= Domain("requested_on", ">=", start)
            counts |= self.env["crm.loyalty.redemption"]._count_taken(domain)
        return counts

    # ---------------------------------------------------------------- obstacles

    def _get_obstacle(self, taker, taken):
        """Return why ``taker`` may not have this benefit now, as a sentence, or False.

        Extend it with ``super()._get_obstacle(taker, taken) or …``.

        :param taker: a ``Taker``
        :param taken: ``{benefit id: count}``, as ``_count_taken`` returns it
        """
        self.ensure_one()
        return (
            self._tell_not_offered(taker.today)
            or self._tell_card(taker)
            or self._tell_tier(taker)
            or self._tell_stock()
            or self._tell_most(taken.get(self.id, 0))
            or self._tell_points(taker)
        )

    def _tell_not_offered(self, today):
        program = self.program_id
        begins = max(filter(None, (self.date_from, program.date_from)), default=None)
        ends = min(filter(None, (self.date_until, program.date_to)), default=None)
        if not self.active or not program.active:
            return self.env._("“%s” is no longer offered.", self.name)
        if begins and today < begins:
            return self.env._(
                "“%(benefit)s” is offered from %(day)s on.",
                benefit=self.name,
                day=format_date(self.env, begins),
            )
        if ends and today > ends:
            return self.env._(
                "“%(benefit)s” was offered until %(day)s.",
                benefit=self.name,
                day=format_date(self.env, ends),
            )
        return False

    def _tell_card(self, taker):
        partner, card = taker.partner, taker.card
        if not (partner.active and partner.commercial_partner_id.active):
            return self.env._("%s is archived.", partner.display_name)
        if card and not card.active:
            return self.env._("The loyalty card is archived.")
        if card.expiration_date and card.expiration_date < taker.today:
            return self.env._(
                "The loyalty card expired on %s.",
                format_date(self.env, card.expiration_date),
            )
        return False

    def _tell_tier(self, taker):
        if not self.tier_ids or taker.tier in self.tier_ids:
            return False
        return self.env._(
            "Only for customers of the tier %s.",
            ", ".join(self.tier_ids.mapped("name")),
        )

    def _tell_stock(self):
        if self.is_limited and not self.stock_left:
            return self.env._("“%s” is out of stock.", self.name)
        return False

    def _tell_most(self, count):
        if not self.max_per_customer or count < self.max_per_customer:
            return False
        labels = dict(self._fields["max_period"]._description_selection(self.env))
        return self.env._(
            "At most %(count)s per customer (%(period)s).",
            count=self.max_per_customer,
            period=labels[self.max_period].lower(),
        )

    def _tell_points(self, taker):
        missing = round(self.points - taker.balance, 6)
        if missing <= 0:
            return False
        return self.env._(
            "It costs %(price)s; %(missing)s are missing.",
            price=self._format_points(self.points),
            missing=self._format_points(missing),
        )
