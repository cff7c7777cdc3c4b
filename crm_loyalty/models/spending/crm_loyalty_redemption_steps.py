# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import secrets

from odoo import fields, models
from odoo.exceptions import UserError

CODE_BYTES = 16  # 128 random bits: nobody guesses a voucher
OPEN = ("requested", "approved", "ready")


class CrmLoyaltyRedemption(models.Model):
    """What happens to a redemption: points, vouchers, handing over, cancelling."""

    _inherit = "crm.loyalty.redemption"

    # ------------------------------------------------------------------- points

    def _start(self):
        """Take the points; then wait for approval, or go ahead."""
        self._take_points()
        waiting = self.filtered("benefit_id.needs_approval")
        waiting._ask_approvers()
        (self - waiting)._write_decision({"state": "approved"})
        (self - waiting)._prepare_vouchers()

    def _take_points(self):
        self.env["loyalty.history"].sudo()._post(
            [
                {
                    **redemption._prepare_entry(),
                    "kind": "spend",
                    "used": redemption.points,
                    "key": f"redemption:{redemption.id}",
                    "description": redemption._in_words().benefit_id.name,
                }
                for redemption in self
                if redemption.points
            ]
        )

    def _give_back(self):
        """Give the points back to the very lots they came from, once."""
        ledger = self.env["loyalty.history"].sudo()
        keys = {f"redemption:{redemption.id}": redemption for redemption in self}
        taken = ledger.search([("source_key", "in", list(keys))])
        ledger._post(
            [
                {
                    **keys[movement.source_key]._prepare_entry(),
                    "card": movement.card_id,
                    "kind": "reverse",
                    "issued": movement.used,
                    "key": f"{movement.source_key}:back",
                    "reverses": movement,
                    "description": keys[movement.source_key]._tell_given_back(),
                }
                for movement in taken
            ]
        )

    def _in_words(self):
        """Return this record in the customer's language: the customer reads it."""
        lang = self.partner_id.lang or self.company_id.partner_id.lang
        return self.with_context(lang=lang)

    def _tell_given_back(self):
        redemption = self._in_words()
        return redemption.env._(
            "“%(benefit)s” given back", benefit=redemption.benefit_id.name
        )

    def _prepare_entry(self):
        return {
            "card": self.card_id,
            "event": "benefit",
            "source": self,
            "tier": self.tier_id,
        }

    # ----------------------------------------------------------------- vouchers

    def _prepare_vouchers(self):
        """Give vouchers their code; where a coupon program is chosen, a coupon."""
        for redemption in self.sudo().filtered(lambda row: row.kind == "voucher"):
            code = redemption._make_code()
            redemption._write_decision(
                {
                    "state": "ready",
                    "voucher_code": code,
                    "coupon_id": redemption._make_coupon(code).id,
                }
            )

    def _make_code(self):
        """Return a code that nobody guesses and people can read out: 26 signs."""
        text = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().rstrip("=")
        return "-".join(text[start : start + 7] for start in range(0, len(text), 7))

    def _make_coupon(self, code):
        """Return a coupon of the benefit's programme with ``code``, or none."""
        coupons = self.env["loyalty.card"]
        program = self.benefit_id.coupon_program_id
        if not program:
            return coupons
        points = max(program.reward_ids.mapped("required_points"), default=1)
        return coupons.create(
            {
                "program_id": program.id,
                "partner_id": self.partner_id.id,
                "code": code,
                "points": points,
                "expiration_date": program.date_to,
            }
        )

    def _withdraw_coupons(self):
        """Make sure that nobody uses the coupon of a cancelled voucher.

        :raises UserError: an order has it already
        """
        coupons = self.sudo().coupon_id
        lines = self.env["sale.order.line"].sudo()
        used = lines.search(
            [("coupon_id", "in", coupons.ids), ("state", "!=", "cancel")], limit=1
        )
        spent = coupons.filtered(lambda coupon: coupon.points <= 0)
        if used or spent:
            raise UserError(
                self.env._(
                    "The voucher is used already%(order)s. It can't be cancelled.",
                    order=f" ({used.order_id.name})" if used else "",
                )
            )
        coupons.write({"active": False})

    # ------------------------------------------------------------------ buttons

    def _check_state(self, states):
        for redemption in self:
            if redemption.state not in states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "“%(redemption)s” is “%(state)s”; that step is not possible.",
                        redemption=redemption.display_name,
                        state=labels[redemption.state],
                    )
                )

    def _check_may_redeem(self):
        self.env["crm.loyalty.benefit"]._check_may_redeem()
        self.check_access("write")

    def action_ready(self):
        """Button: it is booked, wrapped or otherwise ready for the customer."""
        self._check_may_redeem()
        self._check_state(("approved",))
        self._write_decision({"state": "ready"})

    def action_hand_over(self):
        """Button: the customer has it."""
        self._check_may_redeem()
        self._check_state(("approved", "ready"))
        self._close("done")

    def action_cancel(self):
        """Button: the customer gets the points back, in the very lots they came from.

        :raises UserError: it is handed over, or the voucher is used
        """
        self._check_may_redeem()
        self._check_state(OPEN)
        self._withdraw_coupons()
        self._close("cancelled")
        self._give_back()

    def _close(self, state):
        self._write_decision(
            {
                "state": state,
                "done_by_id": self.env.uid,
                "done_at": fields.Datetime.now(),
            }
        )
        self.sudo().activity_unlink(["crm_lifecycle.mail_activity_type_approval"])
