# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

CALLBACK = "crm_lifecycle.mail_activity_type_callback"
STAFF = "helpdesk_mgmt.group_helpdesk_user_own"


class HelpdeskTicket(models.Model):
    """Who was helped is called back: was it good, and what could be better?"""

    _inherit = "helpdesk.ticket"

    callback_result = fields.Selection(
        [
            ("satisfied", "Satisfied"),
            ("unsatisfied", "Not satisfied"),
            ("unreached", "Not reached"),
        ],
        "Call-back",
        readonly=True,
        tracking=True,
        copy=False,
        groups=STAFF,
    )
    callback_date = fields.Datetime(
        "Called back on", readonly=True, copy=False, groups=STAFF
    )
    callback_user_id = fields.Many2one(
        "res.users", "Called back by", readonly=True, copy=False, groups=STAFF
    )
    callback_deadline = fields.Date(
        "Call back by", compute="_compute_callback_deadline", groups=STAFF
    )
    improvement_note = fields.Text(
        "What to improve",
        copy=False,
        groups=STAFF,
        help="What this ticket teaches: a product, a process, an answer that was hard "
        "to find. Customers never see it.",
    )

    @api.depends("activity_ids.date_deadline", "activity_ids.activity_type_id")
    def _compute_callback_deadline(self):
        for ticket in self:
            steps = ticket._get_callbacks().sorted("date_deadline")
            ticket.callback_deadline = steps[:1].date_deadline

    def _get_callbacks(self):
        """Return the open activities that call these tickets' customers back."""
        kind = self._get_callback_type_id()
        return self.activity_ids.filtered(lambda step: step.activity_type_id.id == kind)

    @api.model
    def _get_callback_type_id(self):
        return self.env["ir.model.data"]._xmlid_to_res_id(CALLBACK)

    # ------------------------------------------------------------ planned, once

    def write(self, vals):
        if not {"stage_id", "team_id", "user_id"} & vals.keys():
            return super().write(vals)
        before = {ticket.id: ticket.stage_id.sla_effect for ticket in self.sudo()}
        result = super().write(vals)
        moved = self.sudo().filtered(
            lambda ticket: ticket.stage_id.sla_effect != before[ticket.id]
        )
        solved = moved.filtered(lambda ticket: ticket.stage_id.sla_effect == "solved")
        solved._plan_callbacks()
        (moved - solved)._drop_callbacks()
        return result

    def _plan_callbacks(self):
        """Plan the call-back that the customer's tier promises, unless one waits.

        A new one forgets the result of the last time. No customer, no tier, a tier
        without call-backs or nobody to do it: nothing is planned.
        """
        waiting = self.filtered(
            lambda ticket: ticket.tier_id.callback_days and not ticket._get_callbacks()
        )
        steps = [ticket._prepare_callback() for ticket in waiting]
        planned = [step for step in steps if step["user_id"]]
        again = self.browse(step["res_id"] for step in planned)
        again.filtered("callback_result").write(
            {
                "callback_result": False,
                "callback_date": False,
                "callback_user_id": False,
            }
        )
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            planned
        )

    def _prepare_callback(self):
        """Return the values of the activity; ``user_id`` is false without anybody."""
        user = self._get_service_recipient("handler")
        words = self.with_context(lang=user.lang or self.env.lang).env
        today = self.env["crm.value.night"]._get_today(self.company_id)
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": self._get_callback_type_id(),
            "summary": words._("Ask whether all is well"),
            "date_deadline": today + timedelta(days=self.tier_id.callback_days),
            "user_id": user.id,
            "automated": True,
        }

    def _drop_callbacks(self):
        """The ticket is open again or came to nothing: there is no call to make."""
        self._get_callbacks().unlink()

    # ------------------------------------------------------------ what came of it

    def _record_callback(self, result):
        """Keep what the customer said; the activity is done.

        :param str result: a key of ``callback_result``
        :raise UserError: the ticket is not solved
        """
        self.check_access("write")
        labels = dict(self._fields["callback_result"]._description_selection(self.env))
        for ticket in self.sudo():
            if ticket.stage_id.sla_effect != "solved":
                raise UserError(
                    self.env._(
                        "Ticket %(number)s is not solved: solve it before you call the "
                        "customer back.",
                        number=ticket.number,
                    )
                )
            ticket.write(
                {
                    "callback_result": result,
                    "callback_date": fields.Datetime.now(),
                    "callback_user_id": self.env.uid,
                }
            )
            ticket._get_callbacks().action_feedback(feedback=labels[result])

    def action_callback_satisfied(self):
        """Button: the customer was called and is satisfied."""
        self._record_callback("satisfied")

    def action_callback_unsatisfied(self):
        """Button: the customer was called and is not satisfied."""
        self._record_callback("unsatisfied")

    def action_callback_unreached(self):
        """Button: nobody picked up."""
        self._record_callback("unreached")
