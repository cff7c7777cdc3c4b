# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

MOST_CUSTOMERS = 50_000  # a larger company is judged by so many, chosen by chance


class CrmValueClustering(models.Model):
    """One search for groups of customers that look alike; started by an analyst.

    It reads last night's profiles and moves nobody. The groups it found can become
    the tiers of a draft policy.
    """

    _name = "crm.value.clustering"
    _description = "Customer groups"
    _order = "id desc"

    name = fields.Char(
        required=True,
        default=lambda self: self.env._(
            "Customer groups of %(day)s",
            day=format_date(self.env, fields.Date.context_today(self)),
        ),
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    state = fields.Selection(
        [("draft", "To do"), ("found", "Found")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    metrics = fields.Char("Figures", compute="_compute_metrics")
    cluster_ids = fields.One2many("crm.value.cluster", "clustering_id", "Groups")
    found_on = fields.Date("Found on", readonly=True, copy=False)
    customer_count = fields.Integer(
        "Customers looked at", readonly=True, copy=False, aggregator=None
    )
    cluster_count = fields.Integer(
        "Number of groups", readonly=True, copy=False, aggregator=None
    )
    silhouette = fields.Float(
        digits=(3, 2),
        readonly=True,
        copy=False,
        aggregator=None,
        help="How clearly the groups are parted: 1 very clearly, 0 not at all.",
    )
    sentence = fields.Char("In words", compute="_compute_sentence")

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_metrics(self):
        labels = dict(self.env["crm.value.criterion"]._get_measure_selection())
        names = ", ".join(labels[measure] for measure in self._get_measures())
        for clustering in self:
            clustering.metrics = names

    @api.depends("state", "silhouette", "cluster_count")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for clustering in self:
            found = clustering.state == "found"
            clustering.sentence = clustering._describe() if found else ""

    def _describe(self):
        values = {"groups": self.cluster_count, "customers": self.customer_count}
        if self.silhouette >= 0.5:
            return self.env._(
                "%(customers)s customers fall into %(groups)s groups that are clearly "
                "parted.",
                **values,
            )
        if self.silhouette >= 0.25:
            return self.env._(
                "%(customers)s customers fall into %(groups)s groups that blend into "
                "each other.",
                **values,
            )
        return self.env._(
            "%(customers)s customers hardly fall into groups; the %(groups)s below "
            "are a weak pattern. Better set limits by hand.",
            **values,
        )

    # ------------------------------------------------------------------- steps

    @api.model
    def _get_measures(self):
        """Return ``{measure of a criterion: whether it is money}``, by which customers
        are compared; the groups are ordered by the first one. Extend with ``super()``
        and measures that are known for every buyer."""
        return {
            "window_revenue": True,
            "purchase_days": False,
            "recency_days": False,
            "clv": True,
        }

    def _read_figures(self):
        """Return the figures of the company's buyers as ``[(measure, …)]``."""
        today = self.env["crm.value.night"]._get_today(self.company_id)
        expressions = self.env["crm.value.criterion"]._get_measure_expressions(today)
        self.env["crm.customer.profile"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT %(measures)s FROM crm_customer_profile score
                 WHERE score.company_id = %(company_id)s AND score.purchase_count > 0
                 ORDER BY hashint4(score.id) LIMIT %(limit)s
                """,
                measures=SQL(", ").join(
                    SQL("%s::float8", expressions[measure])
                    for measure in self._get_measures()
                ),
                company_id=self.company_id.id,
                limit=MOST_CUSTOMERS,
            )
        )

    def _find(self):
        """Return ``(figures (n, m), Clusters, {label: Rule})`` of the buyers.

        :raise UserError: scikit-learn is missing, or the customers cannot be grouped
        """
        import numpy as np

        from ...engine.cluster_rules import find_rules
        from ...engine.clustering import ClusteringError, find_clusters

        figures = np.array(self._read_figures(), dtype=float)
        try:
            clusters = find_clusters(figures, list(self._get_measures().values()))
            return figures, clusters, find_rules(figures, clusters.labels)
        except ImportError as error:
            raise UserError(
                self.env._(
                    "Finding groups needs the Python package scikit-learn, which is "
                    "not installed on the server. An administrator installs it with: "
                    "pip install scikit-learn"
                )
            ) from error
        except ClusteringError as error:
            sentences = {
                "few": self.env._(
                    "Groups are found among 10 customers or more; %(company)s has "
                    "%(customers)s who bought and are scored.",
                    company=self.company_id.name,
                    customers=len(figures),
                ),
                "same": self.env._(
                    "All customers of %(company)s are the same in every figure, so "
                    "there is nothing to group.",
                    company=self.company_id.name,
                ),
            }
            raise UserError(sentences[error.kind]) from error

    # ----------------------------------------------------------------- buttons

    def action_find(self):
        """Find the groups anew and replace those found before."""
        self.ensure_one()
        self.check_access("write")
        figures, clusters, rules = self._find()
        rows = self.env["crm.value.cluster"]._prepare_rows(
            list(self._get_measures()), figures, clusters.labels, rules
        )
        self.sudo().write(
            {
                "cluster_ids": [
                    Command.clear(),
                    *(Command.create(row) for row in rows),
                ],
                "state": "found",
                "found_on": fields.Date.context_today(self),
                "customer_count": len(figures),
                "cluster_count": clusters.count,
                "silhouette": clusters.silhouette,
            }
        )
        return True

    def action_make_policy(self):
        """Open a draft policy whose tiers are these groups, from best to last.

        The best groups take the best tiers; the last tier is the fallback. Everything
        else is as in the policy in use, or in the handbook's.
        """
        self.ensure_one()
        *tiers, fallback = self.env["crm.value.tier"].search([("active", "=", True)])
        policies = self.env["crm.value.policy"]
        clusters = self.cluster_ids.filtered("ranges").sorted("sequence")
        if not clusters or not tiers:
            raise UserError(
                self.env._(
                    "A policy needs at least two tiers and a group with a rule. "
                    "Find the groups first."
                )
            )
        model = policies._get_active(self.company_id) or self.env.ref(
            "crm_lifecycle.policy_preset_handbook"
        )
        policy = model.sudo(False)._copy_for(self.company_id)
        policy.write(
            {
                "name": self.name,
                "description": self.sentence,
                "fallback_tier_id": fallback.id,
                "tier_line_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "tier_id": tier.id,
                                "criterion_ids": [
                                    Command.create(vals)
                                    for vals in cluster._prepare_criteria()
                                ],
                            }
                        )
                        for tier, cluster in zip(tiers, clusters, strict=False)
                    ),
                ],
            }
        )
        return policy._open_form()
