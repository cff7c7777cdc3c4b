from odoo import api, fields, models


class CrmLoyaltyAdjustment(models.Model):
    """A balance that somebody wishes to correct by more than one person may.

    Made by ``loyalty.card._adjust``; booked when a second manager approves it.
    """

    _name = "crm.loyalty.adjustment"
    _description = "Adjustment of points"
    _inherit = ["crm.approval.mixin"]
    _order = "id desc"

    card_id = fields.Many2one(
        "loyalty.card", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="card_id.partner_id", string="Customer")
    tier_id = fields.Many2one(related="card_id.tier_id")
    balance = fields.Char("Balance now", related="card_id.points_display")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    change = fields.Float("Points", required=True, readonly=True)
    reason = fields.Char(required=True, readonly=True)
    event = fields.Char(required=True, readonly=True)

    _some_change = models.Constraint(
        "CHECK(change <> 0)", "An adjustment changes the balance."
    )

    @api.depends("card_id.display_name", "change")
    def _compute_display_name(self):
        for request in self:
            request.display_name = self.env._(
                "%(points)s for %(customer)s",
                points=request.card_id._format_points(request.change),
                customer=request.partner_id.display_name
                or request.card_id.display_name,
            )

    @api.model
    def _get_requested_fields(self):
        return super()._get_requested_fields() | {
            "card_id",
            "company_id",
            "change",
            "reason",
            "event",
        }

    @api.model
    def _get_approver_group(self):
        return "crm_loyalty.group_manager"

    def _on_approved(self):
        """Book what was requested; a balance that no longer covers it stops it."""
        result = super()._on_approved()
        for request in self:
            request.card_id._book_adjustment(
                request.change,
                request.reason,
                request.event,
                key=f"adjustment:{request.id}",
                source=request,
            )
        return result

    def _get_notice(self):
        """Return the client action that tells the requester what happens now."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "This is beyond what one person adjusts in “%(program)s”. It is "
                    "booked as soon as another manager approves it.",
                    program=self.card_id.program_id.name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
