# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmLifetimeModel(models.Model):
    """One fit of a company's lifetime models, with all that is needed to judge it.

    Written by the night; never edited. The last one in use speaks for the company; one
    that did not converge is kept out and shown.
    """

    _name = "crm.lifetime.model"
    _description = "Lifetime model"
    _order = "fitted_on desc, id desc"
    _rec_name = "kind"

    segment_by = fields.Char("Segmented by", readonly=True)
    segment = fields.Char("Segment key", readonly=True)
    segment_name = fields.Char("Segment", compute="_compute_segment_name")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    fitted_on = fields.Date("Learnt on", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("mbg_nbd", "MBG/NBD"),
            ("nbd", "NBD (nobody leaves)"),
            ("simple", "Simple rule"),
        ],
        "Model",
        required=True,
        readonly=True,
    )
    is_used = fields.Boolean("In use", readonly=True)
    customers = fields.Integer(readonly=True)
    parameters = fields.Json(readonly=True)
    standard_errors = fields.Json(readonly=True)
    log_likelihood = fields.Float("Log-likelihood", readonly=True, digits=(16, 3))
    evaluations = fields.Integer(readonly=True)
    seconds = fields.Float(readonly=True, digits=(16, 2))
    boundary = fields.Boolean(
        readonly=True, help="The model degenerated into a simpler one."
    )
    reason = fields.Char(readonly=True)
    value_parameters = fields.Json("Parameters of amounts", readonly=True)
    value_reason = fields.Char(readonly=True)
    horizon_days = fields.Integer("Horizon (days)", readonly=True)
    clv_months = fields.Integer("Value counted for (months)", readonly=True)
    margin_rate = fields.Float("Margin (%)", readonly=True)
    oldest = fields.Integer(readonly=True, help="Of the tabulated ages.")
    churn_weights = fields.Json("Fitted weights of churn", readonly=True)
    backtest = fields.Json(readonly=True)

    backtest_customers = fields.Integer(
        "Customers tested", compute="_compute_backtest", aggregator=None
    )
    bias_percent = fields.Float(
        "Bias (%)",
        compute="_compute_backtest",
        aggregator=None,
        help="Purchases foretold for the hold-out against those made.",
    )
    mae = fields.Float("Mean error", compute="_compute_backtest", aggregator=None)
    correlation = fields.Float(compute="_compute_backtest", aggregator=None)
    auc = fields.Float(
        "AUC",
        compute="_compute_backtest",
        aggregator=None,
        digits=(16, 3),
        help="How often a customer who bought was ranked above one who did not.",
    )
    auc_recency = fields.Float(
        "AUC of recency alone",
        compute="_compute_backtest",
        aggregator=None,
        digits=(16, 3),
    )
    parameter_table = fields.Json(compute="_compute_parameter_table")
    sentence = fields.Text("In words", compute="_compute_sentence")

    @api.depends("segment", "segment_by")
    @api.depends_context("lang")
    def _compute_segment_name(self):
        kinds = {
            "person": self.env._("People"),
            "company": self.env._("Companies"),
        }
        comodels = {"country": "res.country", "industry": "res.partner.industry"}
        for model in self:
            name = kinds.get(model.segment, model.segment or self.env._("Everybody"))
            if model.segment and model.segment_by in comodels:
                found = self.env[comodels[model.segment_by]].browse(int(model.segment))
                name = found.exists().display_name or name
            model.segment_name = name

    @api.depends("backtest")
    def _compute_backtest(self):
        for model in self:
            test = model.backtest or {}
            model.backtest_customers = test.get("n", 0)
            model.bias_percent = 100.0 * (test.get("bias") or 0.0)
            for name in ("mae", "correlation", "auc", "auc_recency"):
                model[name] = test.get(name) or 0.0

    @api.depends("parameters", "standard_errors", "value_parameters", "churn_weights")
    @api.depends_context("lang")
    def _compute_parameter_table(self):
        parts = (
            ("parameters", self.env._("Purchases")),
            ("value_parameters", self.env._("Amounts (Gamma-Gamma)")),
            ("churn_weights", self.env._("Churn (log-odds)")),
        )
        for model in self:
            errors = model.standard_errors or {}
            model.parameter_table = [
                {
                    "part": label,
                    "name": name,
                    "value": value,
                    "error": errors.get(name) if field != "churn_weights" else None,
                }
                for field, label in parts
                for name, value in (model[field] or {}).items()
            ]

    @api.depends("kind", "reason", "backtest", "is_used")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for model in self:
            model.sentence = "\n".join(model._get_sentences())

    def _get_sentences(self):
        """Return what is to be known about this fit, in plain sentences."""
        sentences = [
            sentence
            for reason in dict.fromkeys((self.reason, self.value_reason))
            if (sentence := self._get_reason_sentence(reason))
        ]
        if not self.is_used:
            sentences.append(
                self.env._("It is kept out; the last good parameters are used.")
            )
        if not self.backtest:
            sentences.append(
                self.env._("The history is too short to test the forecast.")
            )
            return sentences
        sentences.append(
            self.env._(
                "For the last %(days)s days %(predicted).0f purchases were foretold "
                "and %(actual).0f made (%(bias)+.0f %%).",
                days=self.backtest["days"],
                predicted=self.backtest["predicted"],
                actual=self.backtest["actual"],
                bias=self.bias_percent,
            )
        )
        if self.backtest.get("auc") is not None:
            better = self.auc > self.auc_recency + 0.005
            sentences.append(
                self.env._("It ranks who buys better than recency alone.")
                if better
                else self.env._(
                    "It ranks who buys no better than the days since the last purchase "
                    "do."
                )
            )
        return sentences

    @api.model
    def _get_reason_sentence(self, reason):
        return {
            "thin": self.env._("Too few customers came back; the simple rule is used."),
            "steady": self.env._(
                "No customer is seen to leave; the model without leaving is used."
            ),
            "endless": self.env._(
                "The model expects amounts without end; the simple rule is used."
            ),
            "limit": self.env._(
                "A parameter ran into its limit; there are no standard errors."
            ),
            "unfinished": self.env._(
                "The search for the parameters did not come to an end."
            ),
        }.get(reason)

    @api.model
    def _get_current(self, company):
        """Return the model in use of ``company``, or an empty record."""
        return self.search(
            [
                ("company_id", "=", company.id),
                ("is_used", "=", True),
                ("segment", "=", False),
            ],
            limit=1,
        )

    def _get_segment_models(self):
        """Return the models of segments that were learnt with this one."""
        if not self.segment_by:
            return self.browse()
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("is_used", "=", True),
                ("segment", "!=", False),
                ("segment_by", "=", self.segment_by),
                ("fitted_on", "=", self.fitted_on),
                ("id", ">", self.id),
            ]
        )

    def _get_calibration(self):
        """Return what the night's formulas need: plain numbers by name.

        Segments with parameters of their own stand under ``segments``.
        """
        self.ensure_one()
        segments = {
            model.segment: model._get_calibration()
            for model in self._get_segment_models()
            if not self.segment
        }
        return {
            "segments": segments,
            "model_id": self.id,
            "oldest": self.oldest,
            "horizon": self.horizon_days / 7.0,
            "margin": self.margin_rate / 100.0,
            **self.parameters,
            **self.value_parameters,
            "churn": self.churn_weights or {},
        }
