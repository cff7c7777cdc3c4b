# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

_logger = logging.getLogger(__name__)

BATCH = 100


class CrmProfileChange(models.Model):
    """A move of a customer between tiers, with its reasons; never edited.

    The scoring statement inserts the row; the dispatcher below hands it to the
    hook and sets ``dispatched``. Automations hang on that write.
    """

    _name = "crm.profile.change"
    _description = "Change of a customer's tier"
    _log_access = False  # the run and the day stand on the row
    _order = "change_date desc, id desc"
    _rec_name = "profile_id"

    profile_id = fields.Many2one(
        "crm.customer.profile",
        "Customer",
        readonly=True,
        index=True,
        ondelete="set null",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection([("tier", "Tier")], required=True, readonly=True)
    change_date = fields.Date("Date", required=True, readonly=True)
    from_tier_id = fields.Many2one(
        "crm.value.tier", "From", readonly=True, ondelete="restrict"
    )
    to_tier_id = fields.Many2one(
        "crm.value.tier", "To", readonly=True, ondelete="restrict"
    )
    direction = fields.Selection(
        [("first", "First classification"), ("up", "Up"), ("down", "Down")],
        readonly=True,
    )
    reasons = fields.Json(readonly=True)
    explanation = fields.Json("Why", compute="_compute_explanation")
    policy_id = fields.Many2one("crm.value.policy", readonly=True, ondelete="restrict")
    run_id = fields.Many2one("crm.run", readonly=True, ondelete="set null")
    dispatched = fields.Boolean(readonly=True)
    dispatch_error = fields.Text("Error of an action", readonly=True)

    _waiting = models.Index("(id) WHERE NOT dispatched AND dispatch_error IS NULL")

    @api.depends("kind", "reasons", "policy_id", "to_tier_id")
    @api.depends_context("lang")
    def _compute_explanation(self):
        explain = self.env["crm.value.explanation"].sudo()._explain
        for change in self:
            change.explanation = change.kind == "tier" and explain(
                change.policy_id.sudo(), change.to_tier_id, change.sudo().reasons
            )

    @api.model
    def _get_waiting_domain(self):
        return [("dispatched", "=", False), ("dispatch_error", "=", False)]

    @api.model
    def _cron_dispatch(self):
        """Hand new changes to the hook, in batches, oldest first."""
        cron = self.env["ir.cron"]
        waiting = self._get_waiting_domain()
        cron._commit_progress(remaining=self.search_count(waiting))
        while batch := self.search(waiting, order="id", limit=BATCH):
            done = len(batch)
            self.env["crm.run"]._run_retried(lambda rows=batch: rows._dispatch())
            if not cron._commit_progress(done):
                break

    def _dispatch(self):
        """Act on these changes; when the batch fails, on each one by itself."""
        try:
            self._dispatch_together()
        except (OperationalError, ConcurrencyError):
            raise
        except Exception as error:
            if len(self) > 1:
                for change in self:
                    change._dispatch()
                return
            _logger.exception("Acting on change %s failed", self.id)
            self.dispatch_error = f"{type(error).__name__}: {error}"

    def _dispatch_together(self):
        with self.env.cr.savepoint():
            for company, changes in self.grouped("company_id").items():
                profiles = self.env["crm.customer.profile"].with_company(company)
                profiles._on_profile_changed(changes.with_company(company))
            self.write({"dispatched": True})
            self.flush_recordset()

    def action_retry(self):
        """Button: act on these changes again after the cause was mended."""
        self.sudo().filtered("dispatch_error").dispatch_error = False
        self.env.ref("crm_lifecycle.ir_cron_dispatch")._trigger()
