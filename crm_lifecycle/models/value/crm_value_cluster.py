# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmValueCluster(models.Model):
    """One group of customers that look alike, and the rule that describes it.

    Written by ``crm.value.clustering`` when it finds groups, and by nobody else.
    """

    _name = "crm.value.cluster"
    _description = "Group of customers"
    _order = "clustering_id, sequence, id"

    clustering_id = fields.Many2one(
        "crm.value.clustering", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="clustering_id.company_id.currency_id")
    sequence = fields.Integer("Place", readonly=True, help="1 is the best group.")
    name = fields.Char("Group", compute="_compute_name")
    customer_count = fields.Integer("Customers", readonly=True)
    customer_share = fields.Float(
        "Share (%)", digits=(5, 1), readonly=True, aggregator=None
    )
    means = fields.Json(readonly=True, help="Mean of each figure: {measure: value}.")
    mean_revenue = fields.Monetary("Mean revenue", compute="_compute_means")
    mean_days = fields.Float(
        "Purchase days",
        compute="_compute_means",
        digits=(16, 1),
        help="Mean number of days with a purchase.",
    )
    mean_recency = fields.Float(
        "Days silent",
        compute="_compute_means",
        digits=(16, 0),
        help="Mean number of days since the last purchase.",
    )
    ranges = fields.Json(
        readonly=True, help="The rule: [[measure, from, to]], open ends are null."
    )
    purity = fields.Float(
        "Right (%)",
        digits=(5, 1),
        readonly=True,
        aggregator=None,
        help="Part of the customers that the rule takes who are of this group.",
    )
    coverage = fields.Float(
        "Covered (%)",
        digits=(5, 1),
        readonly=True,
        aggregator=None,
        help="Part of the group that the rule takes.",
    )
    sentence = fields.Char("Rule", compute="_compute_sentence")

    @api.depends("sequence")
    @api.depends_context("lang")
    def _compute_name(self):
        for cluster in self:
            cluster.name = self.env._("Group %(place)s", place=cluster.sequence)

    @api.depends("means")
    def _compute_means(self):
        for cluster in self:
            means = cluster.means or {}
            cluster.mean_revenue = means.get("window_revenue")
            cluster.mean_days = means.get("purchase_days")
            cluster.mean_recency = means.get("recency_days")

    @api.depends("ranges")
    @api.depends_context("lang")
    def _compute_sentence(self):
        criteria = self.env["crm.value.criterion"]
        for cluster in self:
            parts = [
                criteria.new(vals).sentence for vals in cluster._prepare_criteria()
            ]
            cluster.sentence = self.env._(" and ").join(parts) or self.env._(
                "No simple rule tells this group apart."
            )

    @api.model
    def _prepare_rows(self, measures, figures, labels, rules):
        """Return the values of the groups found, best first.

        :param list measures: names of the columns of ``figures`` (n, m)
        :param labels: (n,) group of each customer, from 0
        :param dict rules: ``{label: engine rule}``
        """
        rows = []
        for label in range(int(labels.max()) + 1):
            members = labels == label
            rule = rules.get(label)
            means = figures[members].mean(axis=0)
            row = {
                "sequence": label + 1,
                "customer_count": int(members.sum()),
                "customer_share": 100.0 * float(members.mean()),
                "means": dict(zip(measures, means.tolist(), strict=True)),
            }
            if rule and rule.ranges:
                row |= {
                    "ranges": [
                        [measures[column], *limits]
                        for column, limits in sorted(rule.ranges.items())
                    ],
                    "purity": 100.0 * rule.purity,
                    "coverage": 100.0 * rule.coverage,
                }
            rows.append(row)
        return rows

    def _prepare_criteria(self):
        """Return the values of the criteria that take this group, to be met all."""
        return [
            {
                "measure": measure,
                "has_minimum": low is not None,
                "minimum": low or 0.0,
                "has_maximum": high is not None,
                "maximum": high or 0.0,
            }
            for measure, low, high in self.ranges or []
        ]
