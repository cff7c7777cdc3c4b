# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

WARNING = "crm_lifecycle.mail_activity_type_sla"
TEMPLATE = "crm_lifecycle.mail_template_sla_alert"
HIGHEST = "3"


class CrmSlaAlert(models.Model):
    """What a warning does: ``_do_<action>`` of the steps, for several at once."""

    _inherit = "crm.sla.alert"

    def _do_activity(self, _now):
        """Plan an activity on the ticket for who is to be told."""
        self.clock_id.ticket_id.mapped("display_name")  # read together, not one by one
        for alert in self:
            alert.user_id = alert._find_recipient()
        activities = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create([alert._prepare_activity() for alert in self])
        )
        for alert, activity in zip(self, activities, strict=True):
            alert.activity_id = activity

    def _do_mail(self, _now):
        """Queue the mail, once for each warning; the outbox sends it afterwards.

        :raise UserError: no mail is there, or who is to be told has no address
        """
        template = self.step_id.template_id or self.env.ref(
            TEMPLATE, raise_if_not_found=False
        )
        if not template:
            raise UserError(
                self.env._("The mail of this warning was deleted. Choose another one.")
            )
        for alert in self:
            alert.user_id = alert._find_recipient()
            if not alert.user_id.email_normalized:
                raise UserError(
                    self.env._(
                        "%(user)s has no valid mail address.", user=alert.user_id.name
                    )
                )
        self.flush_recordset()
        for company, alerts in self.grouped("company_id").items():
            self.env["crm.outbox"].with_company(company)._queue(
                "sla_alert",
                [str(alert.id) for alert in alerts],
                template,
                alerts,
                [alert.user_id.partner_id for alert in alerts],
            )

    def _do_reassign(self, _now):
        """Hand the tickets over, with the open warnings of who had them."""
        kind = self._get_activity_type_id()
        for alert in self:
            ticket, user = alert.clock_id.ticket_id, alert._find_recipient()
            former, alert.user_id = ticket.user_id, user
            if former == user:
                continue
            ticket.user_id = user
            warnings = ticket.activity_ids.filtered(
                lambda act, was=former: (
                    act.user_id == was and act.activity_type_id.id == kind
                )
            )
            warnings.write({"user_id": user.id})

    def _do_priority(self, _now):
        """Raise the priority of the tickets by one, up to the highest."""
        for alert in self:
            ticket = alert.clock_id.ticket_id
            if ticket.priority < HIGHEST:
                ticket.priority = str(int(ticket.priority) + 1)

    def _find_recipient(self):
        """Return the user whom this warning is for.

        :raise UserError: there is nobody
        """
        step, ticket = self.step_id, self.clock_id.ticket_id
        user = self.env["res.users"]
        if step.recipient == "user":
            person = step.user_id
            fits = person.active and ticket.company_id in person.company_ids
            user = person if fits else user
        user = user or ticket._get_service_recipient(
            "handler" if step.recipient == "user" else step.recipient
        )
        if not user:
            raise UserError(
                self.env._(
                    "There is nobody to tell: ticket %(number)s has no handler, its "
                    "team no leader and the customer no account manager.",
                    number=ticket.number,
                )
            )
        return user

    # ---------------------------------------------------------------- in words

    @api.model
    def _get_activity_type_id(self):
        return self.env["ir.model.data"]._xmlid_to_res_id(WARNING)

    def _prepare_activity(self):
        ticket, user = self.clock_id.ticket_id, self.user_id
        deadline = self.clock_id.deadline or self.due_at
        zone = ZoneInfo(user.tz or "UTC")
        local = deadline.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
        return {
            "res_model_id": self.env["ir.model"]._get_id(ticket._name),
            "res_id": ticket.id,
            "activity_type_id": self._get_activity_type_id(),
            "summary": self._tell(),
            "date_deadline": local.date(),
            "user_id": user.id,
            "automated": True,
        }

    def _tell(self):
        """Return in one line, in the words of who is told, what is due or missed."""
        self.ensure_one()
        user = self.user_id
        words = self.with_context(lang=user.lang or self.env.lang)
        clock, env = words.clock_id, words.env
        values = {"promise": words.promise}
        if not clock.deadline:
            return env._("%(promise)s is at risk", **values)
        values["time"] = format_datetime(
            env, clock.deadline, tz=user.tz or "UTC", dt_format="short"
        )
        if clock.state == "breached":
            return env._("%(promise)s was due %(time)s and is missed", **values)
        return env._("%(promise)s is due %(time)s", **values)

    @api.model
    def _withdraw(self, tickets):
        """Take back the open activities about clocks of ``tickets`` that have ended."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT activity.id
                  FROM crm_sla_clock clock
                  JOIN crm_sla_alert alert ON alert.clock_id = clock.id
                  JOIN mail_activity activity
                    ON activity.id = alert.activity_id AND activity.active
                 WHERE clock.ticket_id = ANY(%s) AND clock.ended_at IS NOT NULL
                """,
                tickets.ids,
            )
        )
        self.env["mail.activity"].sudo().browse(row[0] for row in rows).unlink()
