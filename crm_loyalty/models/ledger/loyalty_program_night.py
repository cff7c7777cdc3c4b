# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from odoo import api, models
from odoo.tools import split_every

_logger = logging.getLogger(__name__)

JOB = "points_expiry"
BATCH = 5000  # balances in one transaction


class LoyaltyProgram(models.Model):
    """After midnight of its company, a programme's old points expire."""

    _inherit = "loyalty.program"

    @api.model
    def _cron_expire(self):
        """Do each programme once a day, when the day has begun where it is valid.

        A run that is cut short has booked whole batches; the next one books the rest.
        """
        programs = self.sudo().with_context(active_test=False)
        for program in programs.search([("has_ledger", "=", True)]):
            today = program._get_today()
            if program.expired_until and program.expired_until >= today:
                continue
            if not program._expire_safely(today):
                break

    def _expire_safely(self, today):
        """Expire; a failure is kept in the run log and stops no other programme.

        :return: whether there is time left
        """
        try:
            return self._expire_points(today)
        except Exception as error:
            _logger.exception("Expiry of points in %s failed", self.name)
            self.env.cr.rollback()
            company = self.company_id or self.env.company
            self.env["crm.run"].sudo()._log_failure(
                JOB, company, today, f"{self.name}: {type(error).__name__}: {error}"
            )
            return self.env["ir.cron"]._commit_progress()

    def _expire_points(self, today):
        """Expire what is no longer valid on ``today`` and announce what is next.

        Who takes points at the same moment collides with this; the batch is then
        repeated on a fresh transaction.

        :return: whether there is time left
        """
        self.ensure_one()
        cron, runs = self.env["ir.cron"], self.env["crm.run"].sudo()
        lots = self.env["crm.loyalty.lot"].sudo()
        pools = lots._find_due_pools(self, today)
        cron._commit_progress(remaining=len(pools) + 1)
        for ids in split_every(BATCH, pools.ids, list):
            batch = pools.browse(ids)
            runs._run_retried(lambda batch=batch: self._expire_batch(batch, today))
            if not cron._commit_progress(len(batch)):
                return False
        runs._run_retried(lambda: self._announce_expiry(today))
        return cron._commit_progress(1)

    @api.model
    def _expire_batch(self, pools, today):
        pools._lock()
        lots = self.env["crm.loyalty.lot"].sudo()
        lots._settle(pools)
        return lots._expire(pools, today)

    def _announce_expiry(self, today):
        self.env["crm.loyalty.notice"].sudo()._announce(self, today)
        self.sudo().expired_until = today
