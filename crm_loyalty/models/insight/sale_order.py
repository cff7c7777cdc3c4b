# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import formatLang

from ...engine.ledger import EARNED, REDEEMED
from ...engine.points import count_digits


class SaleOrder(models.Model):
    """An order says what it means for the customer's points, before it is confirmed.

    What it says afterwards is what the ledger has booked.
    """

    _inherit = "sale.order"

    points_story = fields.Json(
        "Points of this order", compute="_compute_points_story", compute_sudo=True
    )

    @api.depends(
        "state",
        "partner_id",
        "company_id",
        "currency_id",
        "order_line.product_id",
        "order_line.product_uom_qty",
        "order_line.price_total",
        "order_line.points_cost",
        "coupon_point_ids.points",
        "points_note",
    )
    @api.depends_context("lang")
    def _compute_points_story(self):
        confirmed = self.filtered(lambda order: order.state == "sale")
        history = self.env["loyalty.history"]
        booked = history._get_booked_points(confirmed._origin)
        for order in self:
            if order.state == "sale":
                lines = order._tell_booked_points(booked)
            elif order.state == "cancel" or not order.partner_id:
                lines = []
            else:
                lines = order._tell_coming_points()
            order.points_story = lines and {"lines": lines}

    # ---------------------------------------------------------- before confirming

    def _tell_coming_points(self):
        """Return the lines for a quotation: earned, spent, next reward, next tier."""
        programs = self.env["loyalty.program"].search(self._get_program_domain())
        programs = programs.filtered(
            lambda program: program.is_nominative and program.program_type == "loyalty"
        )
        if not programs:
            return []
        statuses = self._program_check_compute_points(programs)
        lines = []
        for program, status in statuses.items():
            earned = sum(status.get("points", ()))
            cost = self._get_points_cost(program)
            balance = self._get_present_points(program)
            lines += self._tell_earned(program, earned)
            lines += self._tell_cost(program, cost, balance)
            if earned or cost:
                lines += self._tell_next_reward(program, balance + earned - cost)
        if lines:
            return lines + self._tell_next_tier()
        note = self.points_note
        return [{"kind": "earn", "text": note}] if note else []

    def _get_points_cost(self, program):
        rewards = self.order_line.filtered(
            lambda line: line.coupon_id.program_id == program
        )
        return sum(rewards.mapped("points_cost"))

    def _get_present_points(self, program):
        """Return what the customer has in ``program``."""
        pool = self.env["crm.loyalty.pool"].search(
            [
                ("program_id", "=", program.id),
                (
                    "commercial_partner_id",
                    "=",
                    self.partner_id.commercial_partner_id._origin.id,
                ),
            ]
        )
        return pool.points

    def _tell_earned(self, program, earned):
        if not earned:
            return []
        values = {
            "points": self._say_points(program, earned),
            "program": program.name,
            "factor": self._say_factor(program),
        }
        text = {
            "confirmed": self.env._(
                "This order earns %(points)s in “%(program)s”%(factor)s.", **values
            ),
            "paid": self.env._(
                "This order earns %(points)s in “%(program)s”%(factor)s, pending until "
                "the invoice is paid.",
                **values,
            ),
            "delivered": self.env._(
                "This order earns %(points)s in “%(program)s”%(factor)s, pending until "
                "the goods are delivered.",
                **values,
            ),
        }[program.points_release]
        return [{"kind": "earn", "text": text}]

    def _say_factor(self, program):
        """Return “ (Gold × 1.5)”, or nothing where the tier changes nothing."""
        multiplier = self._get_points_multiplier(program)
        if multiplier == 1 or not self.tier_id:
            return ""
        return self.env._(
            " (%(tier)s × %(multiplier)s)",
            tier=self.tier_id.name,
            multiplier=formatLang(
                self.env, multiplier, digits=count_digits(multiplier)
            ),
        )

    def _tell_cost(self, program, cost, balance):
        if not cost:
            return []
        text = self.env._(
            "Its rewards cost %(cost)s; of %(balance)s, %(left)s are left.",
            cost=self._say_points(program, cost),
            balance=self._say_points(program, balance),
            left=self._say_points(program, balance - cost),
        )
        return [{"kind": "spend", "text": text}]

    def _tell_next_reward(self, program, points):
        rewards = program.reward_ids.filtered(lambda row: row.required_points > points)
        reward = rewards.sorted("required_points")[:1]
        if not reward:
            return []
        text = self.env._(
            "Then %(points)s more for the reward “%(reward)s”.",
            points=self._say_points(program, reward.required_points - points),
            reward=reward.description,
        )
        return [{"kind": "next", "text": text}]

    def _tell_next_tier(self):
        """Tell the way to the next tier, as of last night: without this order."""
        profiles = self.env["crm.customer.profile"]._get_for(
            self.partner_id._origin, self.company_id
        )
        profile = profiles.get(self.partner_id._origin.id)
        if not profile:
            return []
        outlook = self.env["crm.value.outlook"]._tell(profile).get(profile.id)
        return [
            {
                "kind": "tier",
                "text": self.env._("Without this order: %(text)s", text=line["text"]),
            }
            for line in (outlook or {}).get("lines", ())
            if line["kind"] == "reach"
        ]

    # ----------------------------------------------------------- after confirming

    def _tell_booked_points(self, booked):
        """Return one line per balance and direction, net of what was taken back."""
        lines = []
        rows = {key: row for key, row in booked.items() if key[0] == self._origin.id}
        pools = self.env["crm.loyalty.pool"].browse({key[1] for key in rows})
        for pool in pools:
            earned = rows.get((self._origin.id, pool.id, EARNED))
            redeemed = rows.get((self._origin.id, pool.id, REDEEMED))
            lines += self._tell_given(pool, earned) if earned else []
            lines += self._tell_spent(pool, redeemed) if redeemed else []
        return lines

    def _tell_given(self, pool, row):
        program = pool.program_id
        values = {
            "points": self._say_points(program, row["points"]),
            "pending": self._say_points(program, row["pending"]),
            "program": program.name,
            "balance": pool.points_display,
        }
        if row["points"] and row["pending"]:
            text = self.env._(
                "This order gave %(points)s in “%(program)s”, %(pending)s are pending. "
                "Balance: %(balance)s.",
                **values,
            )
        elif row["pending"]:
            text = self.env._(
                "%(pending)s of this order are pending in “%(program)s”. "
                "Balance: %(balance)s.",
                **values,
            )
        elif row["points"]:
            text = self.env._(
                "This order gave %(points)s in “%(program)s”. Balance: %(balance)s.",
                **values,
            )
        else:
            text = self.env._(
                "What this order gave in “%(program)s” was taken back. "
                "Balance: %(balance)s.",
                **values,
            )
        return [{"kind": "earn", "text": text}]

    def _tell_spent(self, pool, row):
        if row["points"]:
            text = self.env._(
                "Its rewards cost %(cost)s.",
                cost=self._say_points(pool.program_id, -row["points"]),
            )
        else:
            text = self.env._("The points of its rewards were given back.")
        return [{"kind": "spend", "text": text}]

    def _say_points(self, program, points):
        card = self.env["loyalty.card"].new({"program_id": program.id})
        return card._format_points(points).strip()
