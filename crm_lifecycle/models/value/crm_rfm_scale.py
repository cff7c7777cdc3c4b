# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.rfm_scale import get_recency_cuts, is_ascending
from ...engine.score_days import PAST

LIMITS = ("limit_1", "limit_2", "limit_3", "limit_4")
DEFAULTS = {
    "recency": (30, 60, 120, 240),
    "frequency": (1, 2, 4, 8),
    "monetary": (100, 500, 1000, 5000),
}


class CrmRfmScale(models.Model):
    """Where fixed cut points part one figure into the marks 1 to 5; kept by the
    consultant, read by the night if the policy uses them."""

    _name = "crm.rfm.scale"
    _inherit = ["crm.value.policy.part.mixin"]
    _description = "Fixed cut points of RFM"
    _order = "policy_id, sequence, id"
    _rec_name = "metric"
    _log_access = False

    policy_id = fields.Many2one("crm.value.policy", required=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    metric = fields.Selection(
        [
            ("recency", "Recency: days since the last purchase"),
            ("frequency", "Frequency: days with a purchase"),
            ("monetary", "Money: revenue in the window"),
        ],
        "Figure",
        required=True,
        readonly=True,
    )
    limit_1 = fields.Float("First", digits=(16, 2), required=True)
    limit_2 = fields.Float("Second", digits=(16, 2), required=True)
    limit_3 = fields.Float("Third", digits=(16, 2), required=True)
    limit_4 = fields.Float("Fourth", digits=(16, 2), required=True)
    sentence = fields.Char("In words", compute="_compute_sentence")

    _metric_once = models.Constraint(
        "UNIQUE(policy_id, metric)", "Each figure has its cut points once."
    )

    @api.depends("metric", *LIMITS)
    def _compute_sentence(self):
        for scale in self:
            values = {name: f"{scale[name]:,g}" for name in LIMITS}
            if scale.metric == "recency":
                scale.sentence = self.env._(
                    "Up to %(limit_1)s days ago gives 5, up to %(limit_2)s gives 4, up "
                    "to %(limit_3)s gives 3, up to %(limit_4)s gives 2, longer ago "
                    "gives 1.",
                    **values,
                )
            else:
                scale.sentence = self.env._(
                    "Up to %(limit_1)s gives 1, up to %(limit_2)s gives 2, up to "
                    "%(limit_3)s gives 3, up to %(limit_4)s gives 4, more gives 5.",
                    **values,
                )

    @api.constrains(*LIMITS)
    def _check_ascending(self):
        labels = dict(self._fields["metric"]._description_selection(self.env))
        for scale in self:
            if not is_ascending(scale._get_limits()):
                raise ValidationError(
                    self.env._(
                        "“%(metric)s”: each cut point must be larger than the one "
                        "before it, and %(limits)s are not.",
                        metric=labels[scale.metric],
                        limits=", ".join(f"{row:g}" for row in scale._get_limits()),
                    )
                )
            if scale.metric != "monetary" and scale.limit_1 < 0:
                raise ValidationError(
                    self.env._(
                        "“%(metric)s”: days are counted from 0, a cut point cannot be "
                        "below it.",
                        metric=labels[scale.metric],
                    )
                )

    @api.model
    def _prepare_defaults(self):
        """Return the values of a new policy's scales, one per figure."""
        return [
            {
                "metric": metric,
                "sequence": place,
                **dict(zip(LIMITS, limits, strict=True)),
            }
            for place, (metric, limits) in enumerate(DEFAULTS.items(), start=1)
        ]

    def _get_limits(self):
        self.ensure_one()
        return [self[name] for name in LIMITS]

    def _get_cut_points(self, today):
        """Return four ascending cut points as the night compares its values.

        :param today: day by which recency is counted
        """
        if self.metric == "recency":
            return get_recency_cuts(self._get_limits(), (today - PAST).days)
        return self._get_limits()
