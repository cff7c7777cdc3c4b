# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class CrmSlaAlert(models.Model):
    """A warning that was given: which step for which clock, to whom, and when.

    Written by the sweep, in the same transaction as what the step does. A clock gets
    a step once, whatever is killed or run twice. What could not be done says why and
    waits for a person.
    """

    _name = "crm.sla.alert"
    _description = "Service level warning given"
    _order = "id desc"
    _rec_name = "promise"

    clock_id = fields.Many2one(
        "crm.sla.clock", required=True, readonly=True, ondelete="cascade"
    )
    step_id = fields.Many2one(
        "crm.sla.step", "Warning", readonly=True, index=True, ondelete="set null"
    )
    ticket_id = fields.Many2one(related="clock_id.ticket_id")
    promise = fields.Char(compute="_compute_promise")
    company_id = fields.Many2one(related="clock_id.company_id", store=True)
    action = fields.Selection(
        selection=lambda self: self.env["crm.sla.step"]._get_action_selection(),
        string="What",
        readonly=True,
    )
    user_id = fields.Many2one("res.users", "Who", readonly=True)
    activity_id = fields.Many2one("mail.activity", readonly=True, ondelete="set null")
    due_at = fields.Datetime("Due", required=True, readonly=True)
    done_at = fields.Datetime("Given", readonly=True)
    error = fields.Text("What went wrong", readonly=True)

    _once = models.Constraint(
        "UNIQUE(clock_id, step_id)", "This warning was already given."
    )
    _failed = models.Index("(id) WHERE error IS NOT NULL")

    @api.depends("clock_id.metric")
    @api.depends_context("lang")
    def _compute_promise(self):
        metric = self.env["crm.sla.target"]._fields["metric"]
        labels = dict(metric._description_selection(self.env))
        for alert in self:
            alert.promise = labels.get(alert.clock_id.metric)

    @api.model
    def _claim(self, due):
        """Insert a row for each warning that nobody has given yet.

        :param due: list of ``(clock id, step id, when it was due)``, in the order in
            which they are to be given
        :return: the new rows; who asks again gets none
        """
        if not due:
            return self.browse()
        clock_ids, step_ids, instants = map(list, zip(*due, strict=True))
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_sla_alert
                       (clock_id, step_id, company_id, action, due_at,
                        create_uid, create_date)
                SELECT clock.id, step.id, clock.company_id, step.action, due.due_at,
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM unnest(%(clock_ids)s, %(step_ids)s, %(instants)s::timestamp[])
                       WITH ORDINALITY AS due (clock_id, step_id, due_at, place)
                  JOIN crm_sla_clock clock ON clock.id = due.clock_id
                  JOIN crm_sla_step step ON step.id = due.step_id
                 ORDER BY due.place
                ON CONFLICT (clock_id, step_id) DO NOTHING
                RETURNING id
                """,
                clock_ids=clock_ids,
                step_ids=step_ids,
                instants=instants,
                uid=self.env.uid,
            )
        )
        return self.browse(row[0] for row in rows)

    def _give(self, now):
        """Do what these warnings say, those of one step together.

        One that fails is tried by itself; who fails alone keeps the row with the
        error and stops no other. What collided with another transaction is raised.
        """
        for step, alerts in self.grouped("step_id").items():
            try:
                with self.env.cr.savepoint():
                    getattr(alerts, f"_do_{step.action}")(now)
                    alerts.write({"done_at": now, "error": False})
            except (OperationalError, ConcurrencyError):
                raise
            except Exception as error:
                self.env.invalidate_all(flush=False)
                if len(alerts) > 1:
                    for alert in alerts:
                        alert._give(now)
                    continue
                _logger.warning(
                    "Warning %s could not be given", self.ids, exc_info=True
                )
                alerts.error = str(error)

    def action_retry(self):
        """Button: give the warnings that could not be given, where they still help.

        :raise AccessError: only helpdesk managers may
        """
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager"):
            raise AccessError(self.env._("Only helpdesk managers may try again."))
        self.check_access("read")
        failed = self.sudo().filtered("error")
        late = failed.filtered(lambda alert: alert.clock_id.ended_at)
        late.write({"error": False})
        (failed - late).filtered("step_id")._give(fields.Datetime.now())
