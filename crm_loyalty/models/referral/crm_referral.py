# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.referral import hide_name

# What people enter; everything else follows from what happens.
STAFF_FIELDS = {"program_id", "recommender_id", "friend_id", "note"}
REFUSALS = [
    ("self", "Recommender and new customer are the same"),
    ("company", "Both belong to the same company"),
    ("archived", "The recommender or the new customer is archived"),
    ("customer", "Was already a customer"),
    ("again", "Was already recommended"),
    ("bank", "Both have the same bank account"),
    ("email", "Both have the same email address"),
    ("phone", "Both have the same phone number"),
    ("address", "Both have the same address"),
    ("cap", "The recommender has the most rewards of a year"),
]


class CrmReferral(models.Model):
    """A customer recommended us to somebody. What came of it is written by the job."""

    _name = "crm.referral"
    _description = "Referral"
    _order = "id desc"
    _check_company_auto = True

    program_id = fields.Many2one(
        "crm.referral.program",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.program_id._get_current(self.env.company),
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, precompute=True, index=True
    )
    code_id = fields.Many2one(
        "crm.referral.code", "Code used", readonly=True, ondelete="set null"
    )
    recommender_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    friend_id = fields.Many2one(
        "res.partner",
        "New customer",
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    note = fields.Text()
    state = fields.Selection(
        [
            ("invited", "Invited"),
            ("registered", "Registered"),
            ("ordered", "Ordered"),
            ("held", "Paid, on hold"),
            ("rewarded", "Rewarded"),
            ("refused", "Refused"),
            ("reversed", "Reversed"),
        ],
        default="invited",
        required=True,
        readonly=True,
        index=True,
    )
    refusal = fields.Selection(REFUSALS, "Reason", readonly=True)
    registered_at = fields.Datetime("Registered on", readonly=True)
    consent = fields.Text("Consent given", readonly=True)
    consent_at = fields.Datetime("Consent given on", readonly=True)
    order_id = fields.Many2one(
        "sale.order", "First paid order", readonly=True, ondelete="set null"
    )
    has_order = fields.Boolean(
        readonly=True, help="There was a first paid order, even if it was deleted."
    )
    paid_on = fields.Date(readonly=True)
    rewarded_on = fields.Date(readonly=True)
    recommender_points = fields.Float("Points for the recommender", readonly=True)
    friend_points = fields.Float("Points for the new customer", readonly=True)

    @api.depends("recommender_id", "friend_id")
    def _compute_display_name(self):
        for referral in self:
            names = (referral.recommender_id.name, referral.friend_id.name)
            referral.display_name = " → ".join(name or "…" for name in names)

    # --------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """Promise what the program promises now, and check the new customer."""
        codes, partners = self.env["crm.referral.code"], self.env["res.partner"]
        programs = self.env["crm.referral.program"]
        for vals in vals_list:
            self._check_staff(vals)
            if not vals.get("program_id"):
                vals.update(self.default_get(["program_id"]))
            program = programs.browse(vals.get("program_id"))
            recommender = partners.browse(vals.get("recommender_id"))
            if not program or not recommender:
                continue
            recommender = recommender.commercial_partner_id
            vals["recommender_id"] = recommender.id
            points = program.sudo().loyalty_program_id
            vals.update(
                {
                    name: points._cut_points(program[name])
                    for name in ("recommender_points", "friend_points")
                }
            )
            if not vals.get("code_id"):
                vals["code_id"] = codes._get_code(program, recommender).id
        referrals = super().create(vals_list)
        referrals.filtered("friend_id").sudo()._begin()
        return referrals

    def write(self, vals):
        """Let people name the new customer, once; what follows is not theirs."""
        self._check_staff(vals)
        if vals.keys() - {"note"} and not self.env.su:
            self._check_open()
        result = super().write(vals)
        if vals.get("friend_id"):
            self.filtered(lambda referral: referral.state == "invited").sudo()._begin()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        if self.filtered(lambda referral: referral.state != "invited"):
            raise UserError(
                self.env._("Only recommendations without a new customer are deleted.")
            )

    def _check_staff(self, vals):
        if not self.env.su and vals.keys() - STAFF_FIELDS:
            raise AccessError(
                self.env._(
                    "What comes of a recommendation is written by the daily job."
                )
            )

    def _check_open(self):
        if self.filtered(lambda referral: referral.state != "invited"):
            raise UserError(
                self.env._(
                    "Who recommended whom is settled once the new customer is "
                    "registered."
                )
            )

    # ------------------------------------------------------------------- portal

    @api.model
    def _find_for(self, friend, company):
        """Return recommendations of a customer that are not refused, oldest first."""
        customer = friend.commercial_partner_id
        return self.sudo().search(
            [
                ("friend_id.commercial_partner_id", "=", customer.id),
                ("company_id", "=", company.id),
                ("state", "!=", "refused"),
            ],
            order="id",
        )

    @api.model
    def _get_portal_rows(self, partner, company):
        """Return what a recommender may see of each: a name in short and a state."""
        customer = partner.commercial_partner_id
        referrals = self.sudo().search(
            [
                ("recommender_id.commercial_partner_id", "=", customer.id),
                ("company_id", "=", company.id),
            ]
        )
        states = dict(self._fields["state"]._description_selection(self.env))
        return [
            {
                "name": hide_name(referral.friend_id.name),
                "state": referral.state,
                "label": states[referral.state],
            }
            for referral in referrals
        ]

    def _format_reward(self, role):
        """Return the promised points of a role, in the program's words."""
        return self.program_id._format_points(self[f"{role}_points"])
