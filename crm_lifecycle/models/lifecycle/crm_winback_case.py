# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

OPEN = ("new", "in_progress")
FIXED = {"partner_id", "company_id", "is_hold_out", "campaign_id"}
MEASURED = {"state", "date_open", "first_step_at", "came_back_on", "closed_on"}
WINBACK_DAYS = 30  # where no tier says how many


class CrmWinbackCase(models.Model):
    """An attempt to win a customer back, or the promise not to try (hold-out).

    Account managers and campaigns open it; the job below closes it when the customer
    buys. A customer has one open case in a company at most, and a held-out one is
    left alone by everybody, or nobody would know what winning back is worth.
    """

    _name = "crm.winback.case"
    _inherit = "crm.customer.record.mixin"
    _description = "Win-back case"
    _order = "date_deadline, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(ondelete="restrict")
    user_id = fields.Many2one(
        string="Owner",
        compute="_compute_start",
        store=True,
        precompute=True,
        readonly=False,
        default=None,
        index=True,
    )
    state = fields.Selection(
        [
            ("new", "Opened"),
            ("in_progress", "In progress"),
            ("won", "Won back"),
            ("returned", "Came back on their own"),
            ("lost", "Lost"),
            ("cancelled", "Withdrawn"),
        ],
        default="new",
        required=True,
        readonly=True,
        tracking=True,
        group_expand=True,
        copy=False,
    )
    date_open = fields.Date(
        "Opened on",
        required=True,
        readonly=True,
        default=lambda self: self._get_today(),
        copy=False,
    )
    date_deadline = fields.Date(
        "Deadline",
        required=True,
        compute="_compute_start",
        store=True,
        precompute=True,
        readonly=False,
        tracking=True,
        copy=False,
    )
    closed_on = fields.Date(readonly=True, copy=False)
    campaign_id = fields.Many2one(
        "crm.winback.campaign",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    is_hold_out = fields.Boolean(
        "Held out",
        readonly=True,
        copy=False,
        help="Left alone on purpose: the campaign's effect is measured against it.",
    )
    offer_kind = fields.Selection(
        selection=lambda self: self._get_offer_kind_selection(), tracking=True
    )
    offer = fields.Text(tracking=True)
    offered_on = fields.Date("Offer made on", readonly=True, tracking=True, copy=False)
    answered_on = fields.Date(
        "Customer answered on", readonly=True, tracking=True, copy=False
    )
    first_step_at = fields.Datetime(
        "First step",
        readonly=True,
        copy=False,
        help="When the first activity was done or the first message sent.",
    )
    reason_id = fields.Many2one(
        "crm.churn.reason", "Reason of leaving", ondelete="restrict", tracking=True
    )
    result = fields.Text(copy=False)
    came_back_on = fields.Date(
        readonly=True,
        tracking=True,
        copy=False,
        help="The first purchase that was seen after the case was opened.",
    )
    tier_id = fields.Many2one(
        "crm.value.tier",
        "Tier when opened",
        compute="_compute_start",
        store=True,
        precompute=True,
        ondelete="restrict",
    )
    value_at_risk = fields.Monetary(
        "Value at risk",
        compute="_compute_start",
        store=True,
        precompute=True,
        help="Predicted value times the risk of churn, when the case was opened.",
    )
    former_purchase_date = fields.Date(
        "Purchase before", compute="_compute_start", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    notice = fields.Text(compute="_compute_notice")

    _one_open = models.UniqueIndex(
        "(partner_id, company_id) WHERE state IN ('new', 'in_progress')",
        "This customer already has an open win-back case.",
    )

    # ---------------------------------------------------------------- computes

    @api.depends("partner_id", "company_id")
    def _compute_start(self):
        """What the customer's profile says on the day the case is opened."""
        profiles = self.env["crm.customer.profile"].sudo()
        for company, cases in self.grouped("company_id").items():
            found = profiles._get_for(cases.partner_id, company)
            for case in cases:
                case._fill_start(found.get(case.partner_id.id, profiles))

    def _fill_start(self, profile):
        tier = profile.tier_id
        days = tier.winback_days or WINBACK_DAYS
        self.tier_id = tier
        self.value_at_risk = profile.clv_predicted * profile.churn_probability
        self.former_purchase_date = profile.last_purchase_date
        self.date_deadline = (self.date_open or self._get_today()) + timedelta(days)
        self.user_id = self.user_id or self._get_owner()

    @api.depends(
        "state",
        "is_hold_out",
        "user_id.active",
        "partner_id.active",
        "tier_id.winback_plan_id.active",
        "date_deadline",
    )
    @api.depends_context("lang")
    def _compute_notice(self):
        for case in self:
            sentences = case._get_notices() if case.state in OPEN else []
            case.notice = "\n".join(sentences) or False

    def _get_notices(self):
        """Return the sentences on what stands in the way of an open case."""
        if self.is_hold_out:
            return [self._tell_taken()]
        owner, partner = self.sudo().user_id, self.partner_id
        notices = []
        if owner and not owner.active:
            notices.append(
                self.env._(
                    "%(owner)s is archived: somebody else has to own the case.",
                    owner=owner.name,
                )
            )
        if partner and not partner.active:
            notices.append(
                self.env._(
                    "%(customer)s is archived. The case stays open until you close it.",
                    customer=partner.display_name,
                )
            )
        if self.date_deadline and self.date_deadline < self._get_today():
            notices.append(
                self.env._(
                    "The deadline has passed. Prolong it, or close the case with the "
                    "reason of leaving."
                )
            )
        if partner and not self._get_plan():
            notices.append(self._tell_no_plan())
        return notices

    # ------------------------------------------------------------------ guards

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_new(vals_list)
        vals_list = [self._normalise(vals) for vals in vals_list]
        self._check_free(vals_list)
        cases = super().create(vals_list)
        cases.filtered(
            lambda case: case.state in OPEN and not case.is_hold_out
        )._plan_steps()
        return cases

    def write(self, vals):
        if not self.env.su:
            self._check_not_held_out()
            if set(vals) & FIXED:
                raise UserError(
                    self.env._(
                        "A case stays with its customer, company and campaign. Open "
                        "another one instead."
                    )
                )
            self._check_measured(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_campaign(self):
        if self.sudo().campaign_id:
            raise UserError(
                self.env._(
                    "Cases of a campaign are counted in its result. Close the case "
                    "instead of deleting it."
                )
            )

    @api.model
    def _check_new(self, vals_list):
        for vals in vals_list:
            if vals.get("is_hold_out") or vals.get("campaign_id"):
                raise UserError(self.env._("Only a campaign chooses who is held out."))
            self._check_measured(vals)

    @api.model
    def _check_measured(self, vals):
        if set(vals) & MEASURED:
            raise UserError(
                self.env._(
                    "What became of a case is measured. Use the buttons: they look at "
                    "the purchases."
                )
            )

    @api.model
    def _check_free(self, vals_list):
        """Raise a sentence when a customer has an open case or is held out."""
        wanted = {
            (vals.get("company_id") or self.env.company.id, vals.get("partner_id"))
            for vals in vals_list
            if vals.get("state", "new") in OPEN
        }
        partners = {partner_id for _company_id, partner_id in wanted}
        for case in self.sudo()._get_open(self.env["res.partner"].browse(partners)):
            if (case.company_id.id, case.partner_id.id) in wanted:
                raise UserError(case._tell_taken())

    def _check_not_held_out(self):
        for case in self.sudo():
            if case.is_hold_out and case.state in OPEN:
                raise UserError(case._tell_taken())

    def _tell_taken(self):
        """Return the sentence on why no other case can be opened now."""
        case = self.sudo()
        if case.is_hold_out:
            return self.env._(
                "%(customer)s belongs to the hold-out group of “%(campaign)s” until "
                "%(end)s: no step to win back, or nobody will know whether the "
                "campaign helps.",
                customer=case.partner_id.display_name,
                campaign=case.campaign_id.name,
                end=format_date(self.env, case.campaign_id.date_until),
            )
        return self.env._(
            "%(customer)s already has an open win-back case, owned by %(owner)s.",
            customer=case.partner_id.display_name,
            owner=case.user_id.name,
        )
