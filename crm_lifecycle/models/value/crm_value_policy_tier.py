# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.policy_check import GROUP_MEASURES


class CrmValuePolicyTier(models.Model):
    """Who belongs to one tier under one policy; kept by the consultant.

    Tiers are tried from the best to the last: a customer takes the first tier
    whose criteria hold.
    """

    _name = "crm.value.policy.tier"
    _inherit = ["crm.value.policy.part.mixin"]
    _description = "Tier of a policy"
    _order = "policy_id, sequence, id"
    _rec_name = "tier_id"

    policy_id = fields.Many2one("crm.value.policy", required=True, ondelete="cascade")
    tier_id = fields.Many2one("crm.value.tier", required=True, ondelete="restrict")
    sequence = fields.Integer(related="tier_id.sequence", store=True)
    match = fields.Selection(
        [("all", "All criteria"), ("any", "Any criterion")],
        default="all",
        required=True,
    )
    criterion_ids = fields.One2many(
        "crm.value.criterion", "policy_tier_id", "Criteria", copy=True
    )
    customer_count = fields.Integer(
        "Customers now",
        compute="_compute_customer_count",
        help="Customers that would be in this tier with the figures of last night.",
    )
    sentence = fields.Char("In words", compute="_compute_sentence")

    _tier_once = models.Constraint(
        "UNIQUE(policy_id, tier_id)", "A tier stands once in a policy."
    )

    @api.depends("criterion_ids", "match", "policy_id.rank_by")
    def _compute_customer_count(self):
        for policy, lines in self.grouped("policy_id").items():
            counts = policy._count_by_tier()
            for line in lines:
                line.customer_count = counts.get(line.tier_id.id, 0)

    @api.depends("criterion_ids.sentence", "match", "tier_id.name")
    def _compute_sentence(self):
        for line in self:
            rules = line.criterion_ids.filtered("active")
            deciding = rules.filtered("is_deciding")
            if not rules:
                line.sentence = self.env._("Nobody: no criterion is switched on.")
                continue
            joint = self.env._(" and ") if line.match == "all" else self.env._(" or ")
            parts = [joint.join(deciding.mapped("sentence"))] if deciding else []
            line.sentence = "; ".join(parts + (rules - deciding).mapped("sentence"))

    def _get_condition(self, bounds, today, slack=0.0):
        """Return the SQL condition of this tier over the relation ``score``.

        :param dict bounds: ``{criterion id as str: rank that must be exceeded}``
        :param float slack: share by which every threshold is made easier to reach
        """
        self.ensure_one()
        conditions = [
            criterion._get_condition(bounds, today, slack)
            for criterion in self._get_deciding()
        ]
        if not conditions:
            return SQL("FALSE")
        joint = SQL(" AND ") if self.match == "all" else SQL(" OR ")
        return SQL("(%(rules)s)", rules=joint.join(conditions))

    def _get_deciding(self):
        return self.criterion_ids.filtered("is_deciding")

    def _takes_top_of_rank(self):
        """Tell whether this tier takes the best of the customers that are left."""
        deciding = self._get_deciding()
        return bool(deciding) and all(
            criterion.measure in GROUP_MEASURES for criterion in deciding
        )

    def _get_rank_bound(self, bounds):
        """Return the rank that customers of a tier from the top exceed, or None."""
        found = [bounds[str(criterion.id)] for criterion in self._get_deciding()]
        if self.match == "any":
            return None if None in found else min(found)
        return max((bound for bound in found if bound is not None), default=None)
