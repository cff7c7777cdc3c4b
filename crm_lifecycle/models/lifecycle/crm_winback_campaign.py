# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from ast import literal_eval
from datetime import timedelta
from secrets import randbelow

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...engine.hold_out import choose_held_out

CAMPAIGN_DAYS = 90


class CrmWinbackCampaign(models.Model):
    """Many customers are won back at once, and some are left alone to see the effect.

    Analysts prepare and start it. Who is held out is chosen by chance from a stored
    seed and stored on each customer's case.
    """

    _name = "crm.winback.campaign"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Win-back campaign"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    domain = fields.Char(
        "Customers", required=True, default="[('churn_grade', '=', 'high')]"
    )
    hold_out_percent = fields.Float("Held out (%)", default=10.0, digits=(5, 1))
    seed = fields.Integer(
        default=lambda self: randbelow(2**31),
        readonly=True,
        copy=False,
        help="The same seed chooses the same of the same customers.",
    )
    date_from = fields.Date(
        "From",
        default=lambda self: self._get_today(),
        required=True,
        copy=False,
    )
    date_until = fields.Date(
        "Until",
        default=lambda self: self._get_today() + timedelta(days=CAMPAIGN_DAYS),
        required=True,
        copy=False,
        tracking=True,
        help="Purchases until this day are counted, and held-out customers are left "
        "alone until then.",
    )
    offer_kind = fields.Selection(
        selection=lambda self: self.env["crm.winback.case"]._get_offer_kind_selection()
    )
    offer = fields.Text(help="Proposed in every case; owners may change it.")
    case_ids = fields.One2many("crm.winback.case", "campaign_id", "Cases")

    _share = models.Constraint(
        "CHECK(hold_out_percent >= 0 AND hold_out_percent <= 90)",
        "Hold out between 0 and 90 percent of the customers.",
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_until >= date_from)", "A campaign cannot end before it begins."
    )

    # ------------------------------------------------------------------ guards

    @api.constrains("domain")
    def _check_domain(self):
        for campaign in self:
            try:
                Domain(literal_eval(campaign.domain or "[]")).validate(
                    self.env["crm.churn.list"]
                )
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The customers of “%(campaign)s” cannot be searched: %(error)s",
                        campaign=campaign.name,
                        error=error,
                    )
                ) from error

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [{**vals, "state": "draft"} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        fixed = {"company_id", "domain", "hold_out_percent", "seed", "date_from"}
        running = any(row.state != "draft" for row in self)
        if not self.env.su and ("state" in vals or (running and set(vals) & fixed)):
            raise UserError(
                self.env._(
                    "Once a campaign runs, its customers and its hold-out group stay, "
                    "or the result would mean nothing."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for campaign in self:
            if campaign.state != "draft":
                raise UserError(
                    self.env._("Only a campaign that has not started can be deleted.")
                )

    # ------------------------------------------------------------------- steps

    def _get_customers(self):
        """Return the rows of the churn list that the campaign is about."""
        domain = Domain(literal_eval(self.domain or "[]"))
        return self.env["crm.churn.list"].search(
            domain & Domain("company_id", "=", self.company_id.id), order="id"
        )

    @api.model
    def _get_today(self):
        return self.env["crm.value.night"]._get_today(self.env.company)

    @api.model
    def _close_ended(self):
        """Close running campaigns that are over, by their company's day."""
        night = self.env["crm.value.night"]
        for campaign in self.search([("state", "=", "running")]):
            if campaign.date_until < night._get_today(campaign.company_id):
                campaign._release()

    def _release(self):
        """End: who is held out and has not come back is free again."""
        held = self.case_ids.filtered(
            lambda case: case.is_hold_out and case.state in ("new", "in_progress")
        )
        held._close("lost")
        self.write({"state": "done"})

    # ----------------------------------------------------------------- buttons

    def action_start(self):
        """Button: choose who is held out and open a case for everybody else."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("The campaign has been started already."))
        rows = self._get_customers()
        free = rows.filtered(lambda row: not row.case_id)
        if not free:
            raise UserError(
                self.env._(
                    "There is nobody to win back: no customer fits, or each has an "
                    "open case already."
                )
            )
        held = choose_held_out(
            free.partner_id.ids, self.hold_out_percent / 100, self.seed
        )
        if self.hold_out_percent and not held:
            raise UserError(
                self.env._(
                    "%(count)s customers are too few to hold out %(percent)s %%. "
                    "Choose more customers, or a larger share.",
                    count=len(free),
                    percent=self.hold_out_percent,
                )
            )
        self._open_cases(free.partner_id, held)
        rows.invalidate_model()
        self.sudo().state = "running"
        if len(free) < len(rows):
            self.message_post(
                body=self.env._(
                    "%(count)s customers were left out: they have an open case.",
                    count=len(rows) - len(free),
                )
            )

    def _open_cases(self, partners, held):
        """Open the cases, in one go; ``held`` are the partner ids to leave alone."""
        cases = self.env["crm.winback.case"].sudo()
        cases.with_context(mail_create_nosubscribe=True, tracking_disable=True).create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company_id.id,
                    "campaign_id": self.id,
                    "is_hold_out": partner.id in held,
                    "offer_kind": self.offer_kind,
                    "offer": self.offer,
                }
                for partner in partners
            ]
        )

    def action_close(self):
        """Button: stop counting today and set the hold-out group free."""
        self.check_access("write")
        for campaign in self.filtered(lambda row: row.state == "running"):
            today = self.env["crm.value.night"]._get_today(campaign.company_id)
            campaign.sudo().date_until = max(
                min(campaign.date_until, today), campaign.date_from
            )
            campaign.sudo()._release()

    def action_view_cases(self):
        """Open the cases of the campaign, those held out too."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_winback_case_action"
        )
        return {**action, "domain": [("campaign_id", "=", self.id)], "context": {}}

    def action_view_customers(self):
        """Open the customers whom the campaign would be about."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_churn_list_action"
        )
        return {**action, "domain": literal_eval(self.domain or "[]"), "context": {}}
