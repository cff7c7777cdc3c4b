# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache


class CrmReferralProgram(models.Model):
    """What a recommendation is worth in a company, and for how long it is offered."""

    _name = "crm.referral.program"
    _description = "Referral program"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    loyalty_program_id = fields.Many2one(
        "loyalty.program",
        "Points of",
        required=True,
        check_company=True,
        domain="[('program_type', '=', 'loyalty'), ('has_ledger', '=', True)]",
        ondelete="restrict",
        help="Both are rewarded with points of this loyalty program.",
    )
    recommender_points = fields.Float("Points for the recommender", default=100.0)
    friend_points = fields.Float("Points for the new customer", default=50.0)
    hold_days = fields.Integer(
        "Days on hold",
        default=14,
        help="So long after the first order was paid the points stay pending. "
        "If the order is given back meanwhile, nobody gets them.",
    )
    yearly_cap = fields.Integer(
        "Rewards per person and year",
        default=10,
        help="A customer is rewarded for so many recommendations a calendar year; "
        "0 is without limit.",
    )
    date_from = fields.Date("Valid from")
    date_to = fields.Date("Valid until", help="The last day on which codes are taken.")
    consent_text = fields.Text(
        "Consent",
        required=True,
        translate=True,
        default=lambda self: self.env._(
            "You may contact me about your offers and keep my details for this."
        ),
        help="What new contacts agree to on the page of the referral link.",
    )
    referral_count = fields.Integer(compute="_compute_referral_count")

    _one_per_company = models.UniqueIndex(
        "(company_id) WHERE active", "A company has one active referral program."
    )
    _points_positive = models.Constraint(
        "CHECK(recommender_points >= 0 AND friend_points >= 0)",
        "Rewards are 0 points or more.",
    )
    _limits_positive = models.Constraint(
        "CHECK(hold_days >= 0 AND yearly_cap >= 0)",
        "Days on hold and rewards per year are 0 or more.",
    )

    def _compute_referral_count(self):
        counts = dict(
            self.env["crm.referral"]._read_group(
                [("program_id", "in", self.ids)], ["program_id"], ["__count"]
            )
        )
        for program in self:
            program.referral_count = counts.get(program, 0)

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for program in self:
            if (
                program.date_from
                and program.date_to
                and program.date_from > program.date_to
            ):
                raise ValidationError(
                    self.env._("“Valid from” is after “Valid until”.")
                )

    @api.constrains("loyalty_program_id")
    def _check_loyalty_program(self):
        for program in self:
            points = program.loyalty_program_id
            if not points.has_ledger or points.program_type != "loyalty":
                raise ValidationError(
                    self.env._(
                        "“%(program)s” doesn't collect points on a named card; "
                        "choose a loyalty program.",
                        program=points.name,
                    )
                )

    # --------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """From now on orders look for recommendations."""
        programs = super().create(vals_list)
        self.env.registry.clear_cache()
        return programs

    @api.model
    @ormcache()
    def _is_any_there(self):
        """Tell whether there was ever a program, and thus a recommendation."""
        programs = self.sudo().with_context(active_test=False)
        return bool(programs.search_count([], limit=1))

    @api.model
    def _get_current(self, company):
        """Return the program in which codes of ``company`` are taken today, or none."""
        program = self.sudo().search([("company_id", "=", company.id)], limit=1)
        return program.filtered(lambda program: program._is_valid())

    def _is_valid(self):
        """Tell whether codes are taken today, by the company's calendar."""
        self.ensure_one()
        today = self._get_today()
        return (
            self.active
            and self.loyalty_program_id.active
            and (not self.date_from or self.date_from <= today)
            and (not self.date_to or today <= self.date_to)
        )

    def _get_today(self, now=None):
        return self.env["crm.value.night"]._get_today(self.company_id, now)

    def _format_points(self, points):
        """Return points as the loyalty program names them."""
        program = self.sudo().loyalty_program_id
        card = self.env["loyalty.card"].sudo().new({"program_id": program.id})
        return card._format_points(points)

    def action_view_referrals(self):
        """Button: the recommendations of this program."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_loyalty.crm_referral_action"
        )
        return action | {"domain": [("program_id", "in", self.ids)]}
