# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from psycopg2 import OperationalError

from odoo import models
from odoo.exceptions import ConcurrencyError, UserError

from .crm_survey_touchpoint_audience import OVERLAP

_logger = logging.getLogger(__name__)


class CrmSurveyTouchpoint(models.Model):
    """How events become requests: one statement for everybody, each event once."""

    _inherit = "crm.survey.touchpoint"

    def _plan(self, now):
        """Queue who is to be asked about what has happened up to ``now``.

        Looks back to the last time, a week wider, but never before the touchpoint was
        switched on. Missed days are caught up with; the budget drops what is too late.

        :return: the new requests
        """
        self.ensure_one()
        since = self.active_from
        if self.planned_until and self.event != "schedule":
            since = max(since, self.planned_until - OVERLAP)
        new = self._insert_requests(self._get_candidates_sql(since, now))
        self.write({"planned_until": now, "error": False})
        return new

    def _plan_safely(self, now):
        """Plan; what goes wrong is undone and kept on this touchpoint alone."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                return self._plan(now)
        except (OperationalError, ConcurrencyError):
            raise
        except Exception as error:
            _logger.exception("Touchpoint %s could not be planned", self.id)
            is_told = isinstance(error, UserError)
            self.error = str(error) if is_told else f"{type(error).__name__}: {error}"
            return self.env["crm.survey.request"]
