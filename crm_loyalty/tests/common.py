# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command

from odoo.addons.crm_lifecycle.tests.common import LifecycleCommon


class LoyaltyCommon(LifecycleCommon):
    """A loyalty programme of one point per euro, and customers of chosen tiers."""

    posts_invoices = True  # posting gives points

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).active = False
        cls.gold = cls.make_tier("Gold", 2.0)
        cls.silver = cls.make_tier("Silver", 1.5)
        cls.goods = cls.make_product("Goods")
        cls.program = cls.make_program("Points club")
        cls.anna = cls.make_partner("Anna")

    @classmethod
    def make_tier(cls, name, multiplier):
        return cls.env["crm.value.tier"].create(
            {"name": name, "code": name.lower(), "points_multiplier": multiplier}
        )

    @classmethod
    def make_program(cls, name, company=None, rule=None, **vals):
        """Return a programme that gives one point per euro for every customer."""
        rule = {"reward_point_mode": "money", "minimum_qty": 0} | (rule or {})
        return cls.env["loyalty.program"].create(
            {
                "name": name,
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "portal_point_name": "points",
                "points_digits": "2",
                "company_id": (company or cls.company).id,
                "rule_ids": [Command.create(rule)],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": 10,
                            "discount_mode": "per_order",
                            "required_points": 100,
                        }
                    )
                ],
                **vals,
            }
        )

    @classmethod
    def set_tier(cls, partner, tier, company=None):
        """Put the customer into ``tier``, as a night of the company would."""
        partner = partner.commercial_partner_id
        company = company or cls.company
        profile = cls.profile_of(partner, company) or cls.profiles.create(
            {"partner_id": partner.id, "company_id": company.id}
        )
        profile.tier_id = tier
        return profile

    @classmethod
    def make_quotation(cls, partner, amount=100.0, company=None, user=None, quantity=1):
        """Return a quotation of goods at the price ``amount``, without taxes."""
        company = company or cls.company
        orders = cls.env["sale.order"].with_company(company)
        if user:
            orders = orders.with_user(user)
        return orders.create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.goods.id,
                            "product_uom_qty": quantity,
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )

    @classmethod
    def card_of(cls, partner, program=None):
        return cls.env["loyalty.card"].search(
            [
                ("partner_id", "=", partner.id),
                ("program_id", "=", (program or cls.program).id),
            ]
        )

    def preview(self, order):
        """Return what the quotation promises per programme."""
        order._update_programs_and_rewards()
        return self.entries(order)

    def entries(self, order):
        return {
            entry.coupon_id.program_id.name: entry.points
            for entry in order.coupon_point_ids
        }

    def history(self, order):
        """Return what the order gave and spent, net of reversals, per programme."""
        rows = self.env["loyalty.history"].search(
            [("order_model", "=", "sale.order"), ("order_id", "=", order.id)]
        )
        sums = {}
        for row in rows:
            earned, spent = sums.get(row.card_id.program_id.name, (0.0, 0.0))
            if row.event == "reward":
                spent -= row.change
            else:
                earned += row.change
            sums[row.card_id.program_id.name] = (earned, spent)
        return {program: moved for program, moved in sums.items() if any(moved)}
