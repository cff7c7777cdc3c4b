# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

_logger = logging.getLogger(__name__)

BATCH = 200


class CrmSurveyPlanner(models.AbstractModel):
    """The hourly run: events become requests, the budget decides, invitations leave.

    Every step commits and is found again by what it left behind, so a run that was
    killed is mended by the next one.
    """

    _name = "crm.survey.planner"
    _description = "Survey planner"

    @api.model
    def _cron_plan(self):
        """Run all companies; what is left when the time is over is done at once."""
        now = fields.Datetime.now()
        cron = self.env["ir.cron"]
        touchpoints = self.env["crm.survey.touchpoint"].sudo()
        touchpoints = touchpoints.search([("active", "=", True)])
        companies = self._get_companies()
        steps = [
            *((lambda point=point: self._plan(point, now)) for point in touchpoints),
            *((lambda firm=firm: self._decide(firm, now)) for firm in companies),
        ]
        cron._commit_progress(remaining=len(steps) + 1)
        for step in steps:
            self.env["crm.run"]._run_retried(step)
            if not cron._commit_progress(1):
                return
        if self._work_off(self._get_released_domain(now), "_send", now):
            reminders = self.env["crm.survey.request"]._get_reminder_domain(now)
            self._work_off(reminders, "_remind", now)
        self.env["crm.survey.request"]._expire_overdue(now)
        cron._commit_progress(1)

    @api.model
    def _get_companies(self):
        """Return the companies with requests to decide about."""
        waiting = (
            self.env["crm.survey.request"]
            .sudo()
            ._read_group([("state", "in", ("planned", "deferred"))], ["company_id"])
        )
        points = self.env["crm.survey.touchpoint"].sudo()
        points = points.with_context(active_test=False)._read_group([], ["company_id"])
        return [company for (company,) in {*waiting, *points}]

    @api.model
    def _plan(self, touchpoint, now):
        touchpoint.with_company(touchpoint.company_id)._plan_safely(now)

    @api.model
    def _decide(self, company, now):
        self.env["crm.survey.request"].sudo()._run_budget(company, now)

    @api.model
    def _get_released_domain(self, now):
        return [
            ("state", "in", ("planned", "deferred")),
            ("released_at", "=", now),
            ("error", "=", False),
        ]

    # ------------------------------------------------------------------ batches

    @api.model
    def _work_off(self, domain, method, now):
        """Call ``method`` on batches of the requests in ``domain`` until none is left.

        :return: whether all is done; else the time is over
        """
        requests = self.env["crm.survey.request"].sudo()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=requests.search_count(domain) + 1)
        while batch := requests.search(domain, limit=BATCH, order="id"):
            done = len(batch)
            self.env["crm.run"]._run_retried(
                lambda rows=batch: self._do(rows, method, now)
            )
            if not cron._commit_progress(done):
                return False
        return True

    @api.model
    def _do(self, requests, method, now):
        """Do it for all together; when that fails, for each by itself.

        Who fails alone keeps the error and is left alone until somebody looks.
        """
        try:
            with self.env.cr.savepoint():
                getattr(requests, method)(now)
        except (OperationalError, ConcurrencyError):
            raise
        except Exception as error:
            if len(requests) > 1:
                for request in requests:
                    self._do(request, method, now)
                return
            _logger.exception("Survey request %s: %s failed", requests.id, method)
            is_told = isinstance(error, UserError)
            requests.error = (
                str(error) if is_told else f"{type(error).__name__}: {error}"
            )
            requests.next_reminder_at = False
