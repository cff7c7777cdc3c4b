# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_loyalty.engine.ledger import EARNED, REDEEMED, find_movement
from odoo.addons.crm_loyalty.models.ledger.door import is_open, open_door


class PosOrder(models.Model):
    """A sale at the counter moves points once, through the ledger.

    Core's screen computes what an order gives and what its rewards cost; it sends the
    order first and the points afterwards, maybe twice. What it sends is booked on the
    order: earned and spent apart, each under a key of its own.
    """

    _inherit = "pos.order"

    def validate_coupon_programs(self, point_changes, new_codes):
        """Refuse before the payment what can't be spent: what is no longer valid."""
        taking = [int(key) for key, change in point_changes.items() if change < 0]
        cards = self.env["loyalty.card"].sudo().browse(taking).exists()
        cards = cards.filtered("pool_id")
        try:
            cards._check_valid()
        except ValidationError as error:
            return {"successful": False, "payload": {"message": error.args[0]}}
        cards.pool_id._lock()
        self.env["crm.loyalty.lot"].sudo()._expire_due(cards.pool_id)
        changes = self._get_spending(point_changes)
        return super().validate_coupon_programs(changes, new_codes)

    @api.model
    def _get_spending(self, point_changes):
        """Return the changes so that who owes points may buy without spending any."""
        cards = self.env["loyalty.card"].sudo()
        cards = cards.browse(int(key) for key in point_changes).exists()
        debts = {card.id: -card.points for card in cards.filtered("pool_id")}
        return {
            key: max(change, debts.get(int(key), change)) if change >= 0 else change
            for key, change in point_changes.items()
        }

    def confirm_coupon_programs(self, coupon_data):
        """Book what the order gives and costs; core's own bookings are passed over."""
        return super(PosOrder, open_door(self)).confirm_coupon_programs(coupon_data)

    def _remove_duplicate_coupon_data(self, coupon_data):
        """Bonuses of earning rules are no booking of the order's own points."""
        own = [
            ("order_model", "=", self._name),
            ("order_id", "=", self.id),
            ("earning_rule_id", "=", False),
        ]
        booked = self.env["loyalty.history"].sudo().search(own).card_id.program_id
        programs = self.env["loyalty.program"]
        apart = {
            card_id: data
            for card_id, data in coupon_data.items()
            if (programs.browse(data["program_id"]) - booked).sudo().has_ledger
        }
        for card_id in apart:
            del coupon_data[card_id]
        result = super()._remove_duplicate_coupon_data(coupon_data)
        coupon_data.update(apart)
        return result

    def add_loyalty_history_lines(self, coupon_data, coupon_updates):
        """Book the points of this order's cards where core writes their history.

        Only as a step of ``confirm_coupon_programs``: this method can be called by RPC.
        """
        result = super().add_loyalty_history_lines(coupon_data, coupon_updates)
        if is_open(self):
            ids = {update["old_id"]: update["id"] for update in coupon_updates}
            changes = {}
            for entry in coupon_data:
                card_id = int(entry["card_id"])
                changes[ids.get(card_id, card_id)] = entry["won"] - entry["spent"]
            self.sudo()._book_counter_points(changes)
        return result

    def _book_counter_points(self, changes):
        """Book ``{card id: points}``, what the counter says the order moves in all."""
        self.ensure_one()
        cards = self.env["loyalty.card"].browse(changes).exists().filtered("pool_id")
        entries = []
        for card in cards:
            rewards = self.lines.filtered(
                lambda line, card=card: line.reward_id and line.coupon_id == card
            )
            won = changes[card.id] + sum(rewards.mapped("points_cost"))
            spent = rewards.filtered(lambda line: not line.refunded_orderline_id)
            entries += [
                self._prepare_counter_entry(card, EARNED, self._get_earned(card, won)),
                self._prepare_counter_entry(
                    card, REDEEMED, -sum(spent.mapped("points_cost"))
                ),
            ]
        self.env["loyalty.history"]._post([entry for entry in entries if entry])
        self._sync_counter_points()

    def _get_earned(self, card, won):
        """Return what the goods sold here give, of what the counter counted.

        The counter subtracts what goods give that come back; the ledger takes it from
        the order that gave it, and so it is added again. Where the counter counts
        nothing, for more goods come back than are taken, these give as those did.
        Points of whole orders are not subtracted: an exchange gives what it takes, or
        its own.
        """
        program = card.program_id
        if self.lines.refunded_orderline_id:
            if not self._get_sold_lines():
                return 0.0
            taken = self._get_points_taken_back(card.pool_id)
            if program._counts_orders():
                won = max(won, taken)
            else:
                won = won + taken if won else taken * self._get_exchange_rate(program)
        return max(program._cut_points(won), 0.0)

    def _prepare_counter_entry(self, card, event, points):
        """Return an entry of the ledger, or None where there is nothing to book.

        What was paid for with points is gone when the counter tells: points that the
        balance lacks by then (the counter was offline) are a debt.
        """
        if not points:
            return None
        customer = self.partner_id.with_company(self.company_id)
        program = card.program_id
        is_multiplied = program.is_collecting and program.is_tier_multiplied
        is_spending = event == REDEEMED
        ready = points
        if not is_spending:
            ready = self._get_points_released(program, points, points)
        movement = find_movement((0.0, 0.0), (ready, points - ready), is_spending)
        return {
            "card": card,
            "kind": movement.kind,
            "event": event,
            "issued": movement.issued,
            "used": movement.used,
            "pending": movement.pending,
            "key": f"pos.order:{self.id}:{card.pool_id.id}:{event}:0",
            "source": self,
            "description": self.env._("Counter sale %(name)s", name=self.name),
            "tier": customer.tier_id,
            "multiplier": (
                customer.points_multiplier
                if event == EARNED and is_multiplied
                else None
            ),
            "may_owe": True,
        }
