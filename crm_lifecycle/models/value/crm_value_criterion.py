# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...engine.policy_check import GROUP_MEASURES


class CrmValueCriterion(models.Model):
    """One criterion of a tier; kept by the consultant, read by the night.

    *Shares* speak of the tier as a group: the tier takes the best customers that
    are left while its share stays within the maximum; the minimum is checked and
    told, it moves nobody. *Amounts* speak of each customer: from the minimum
    (included) up to the maximum (not included). A *filter* is a domain on the
    contact.
    """

    _name = "crm.value.criterion"
    _inherit = ["crm.value.policy.part.mixin", "crm.literal.domain.mixin"]
    _description = "Criterion of a tier"
    _order = "policy_tier_id, id"
    _rec_name = "sentence"

    policy_tier_id = fields.Many2one(
        "crm.value.policy.tier", required=True, ondelete="cascade", index=True
    )
    policy_id = fields.Many2one(related="policy_tier_id.policy_id")
    active = fields.Boolean("Switched on", default=True)
    measure = fields.Selection(
        selection=lambda self: self._get_measure_selection(),
        required=True,
        default="customer_share",
    )
    has_minimum = fields.Boolean("From")
    minimum = fields.Float()
    has_maximum = fields.Boolean("Up to")
    maximum = fields.Float()
    domain = fields.Char(default="[]")
    is_deciding = fields.Boolean(
        compute="_compute_is_deciding",
        help="It decides who is in the tier; the others are only checked and told.",
    )
    sentence = fields.Char("In words", compute="_compute_sentence")
    customer_count = fields.Integer("Customers now", compute="_compute_customer_count")

    _range = models.Constraint(
        "CHECK(NOT has_minimum OR NOT has_maximum OR minimum < maximum)",
        "The lower end of a criterion must be below its upper end.",
    )

    @api.model
    def _get_measure_selection(self):
        """Return ``[(measure, label)]``.

        Extend together with :meth:`_get_measure_expressions`.
        """
        return [
            ("customer_share", self.env._("Share of customers (group, %)")),
            ("revenue_share", self.env._("Share of sales (group, %)")),
            ("clv_share", self.env._("Share of lifetime value (group, %)")),
            ("score", self.env._("Score (0–100)")),
            ("revenue", self.env._("Revenue, all time")),
            ("window_revenue", self.env._("Revenue in the window")),
            ("clv", self.env._("Lifetime value")),
            ("purchase_days", self.env._("Days with a purchase")),
            ("recency_days", self.env._("Days since the last purchase")),
            ("domain", self.env._("Filter on the contact")),
        ]

    @api.model
    def _get_measure_units(self):
        """Return ``{measure: unit}`` for people: money, points or days."""
        return {
            "score": "points",
            "revenue": "money",
            "window_revenue": "money",
            "clv": "money",
            "recency_days": "days",
        }

    @api.model
    def _get_measure_expressions(self, today):
        """Return ``{measure: SQL over the relation score}`` for single customers."""
        return {
            "score": SQL("score.score"),
            "revenue": SQL("score.revenue"),
            "window_revenue": SQL("score.window_revenue"),
            "clv": SQL("score.clv"),
            "purchase_days": SQL("score.purchase_days"),
            "recency_days": SQL(
                "(%(today)s::date - score.last_purchase_date)", today=today
            ),
        }

    @api.depends("active", "measure", "has_maximum", "has_minimum")
    def _compute_is_deciding(self):
        for criterion in self:
            criterion.is_deciding = criterion.active and (
                criterion.has_maximum
                if criterion.measure in GROUP_MEASURES
                else criterion.measure == "domain"
                or criterion.has_minimum
                or criterion.has_maximum
            )

    @api.depends("measure", "has_minimum", "minimum", "has_maximum", "maximum")
    def _compute_sentence(self):
        labels = dict(self._get_measure_selection())
        for criterion in self:
            if criterion.measure == "domain":
                criterion.sentence = self.env._("the contact matches the filter")
            elif criterion.measure in GROUP_MEASURES:
                criterion.sentence = criterion._get_group_sentence()
            else:
                criterion.sentence = criterion._get_range_sentence(
                    labels.get(criterion.measure, "")
                )

    def _get_group_part(self):
        return {
            "customer_share": self.env._("of the customers"),
            "revenue_share": self.env._("of the sales"),
            "clv_share": self.env._("of the lifetime value"),
        }[self.measure]

    def _get_group_sentence(self):
        what = self._get_group_part()
        if self.has_maximum and self.has_minimum:
            text = self.env._(
                "the best customers left, up to %(maximum)g %% %(what)s "
                "(expected at least %(minimum)g %%)",
                maximum=self.maximum,
                minimum=self.minimum,
                what=what,
            )
        elif self.has_maximum:
            text = self.env._(
                "the best customers left, up to %(maximum)g %% %(what)s",
                maximum=self.maximum,
                what=what,
            )
        else:
            text = self.env._(
                "expected: at least %(minimum)g %% %(what)s",
                minimum=self.minimum,
                what=what,
            )
        return text

    def _get_range_sentence(self, label):
        if self.has_minimum and self.has_maximum:
            return self.env._(
                "%(label)s from %(minimum)g to below %(maximum)g",
                label=label,
                minimum=self.minimum,
                maximum=self.maximum,
            )
        if self.has_minimum:
            return self.env._(
                "%(label)s of %(minimum)g or more", label=label, minimum=self.minimum
            )
        if self.has_maximum:
            return self.env._(
                "%(label)s below %(maximum)g", label=label, maximum=self.maximum
            )
        return self.env._("%(label)s: no limit is set", label=label)

    def _compute_customer_count(self):
        for criterion in self:
            criterion.customer_count = criterion.policy_id._count_matching(criterion)

    @api.constrains("measure", "domain")
    def _check_domain(self):
        for criterion in self.filtered(lambda row: row.measure == "domain"):
            criterion._parse_domain()

    @api.constrains("measure", "has_maximum", "has_minimum", "maximum", "minimum")
    def _check_share(self):
        for criterion in self.filtered(lambda row: row.measure in GROUP_MEASURES):
            for used, value in (
                (criterion.has_minimum, criterion.minimum),
                (criterion.has_maximum, criterion.maximum),
            ):
                if used and not 0 <= value <= 100:
                    raise ValidationError(
                        self.env._(
                            "A share is a percentage from 0 to 100, not %(value)g.",
                            value=value,
                        )
                    )

    def _parse_domain(self):
        """Return the domain, read as a literal and never run as code.

        :raise ValidationError: it is not a list, or not a domain on contacts
        """
        self.ensure_one()
        return self._parse_literal_domain(
            self.domain, "res.partner", self.policy_tier_id.tier_id.name
        )

    def _get_condition(self, bounds, today, slack=0.0):
        """Return the SQL condition of this criterion over the relation ``score``.

        :param dict bounds: ``{criterion id as str: rank that must be exceeded}``
        :param float slack: share by which the threshold is made easier to reach
        """
        self.ensure_one()
        if self.measure in GROUP_MEASURES:
            bound = bounds.get(str(self.id))
            if bound is None:
                return SQL("(score.rank_value IS NOT NULL)")
            return SQL(
                "COALESCE(score.rank_value > %(bound)s::float8, FALSE)",
                bound=bound - slack * abs(bound),
            )
        if self.measure == "domain":
            return self._get_domain_condition()
        value = self._get_measure_expressions(today)[self.measure]
        least = self.minimum - slack * abs(self.minimum)
        most = self.maximum + slack * abs(self.maximum)
        limits = []
        if self.has_minimum:
            limits.append(SQL("%(value)s >= %(limit)s", value=value, limit=least))
        if self.has_maximum:
            limits.append(SQL("%(value)s < %(limit)s", value=value, limit=most))
        return SQL("COALESCE(%(limits)s, FALSE)", limits=SQL(" AND ").join(limits))

    def _get_domain_condition(self):
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        found = partners._search(self._parse_domain())
        return SQL("(score.partner_id IN %(found)s)", found=found.subselect())

    def _get_reason_value(self, bounds, today):
        """Return the SQL of what this criterion looks at, for the explanation."""
        if self.measure in GROUP_MEASURES:
            return SQL("score.rank_value")
        if self.measure == "domain":
            return SQL("NULL::float8")
        return self._get_measure_expressions(today)[self.measure]

    def _get_threshold(self, bounds):
        """Return the number that :meth:`_get_reason_value` is held against, or None."""
        if self.measure in GROUP_MEASURES:
            return bounds.get(str(self.id))
        if self.has_minimum:
            return self.minimum
        return self.maximum if self.has_maximum else None
