# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

MOST_PERCENT = 1000
NEEDS_SOMEBODY = ("activity", "mail", "reassign")


class CrmSlaStep(models.Model):
    """What happens before or after a target is missed: a warning, an escalation.

    Written by people; the sweep of the clocks gives it once to each clock. A step that
    is added or changed counts for running clocks too.
    """

    _name = "crm.sla.step"
    _description = "Service level warning"
    _order = "target_id, id"
    _rec_name = "sentence"

    target_id = fields.Many2one(
        "crm.sla.target", required=True, index=True, ondelete="cascade"
    )
    moment = fields.Selection(
        [
            ("percent", "% of the target"),
            ("before", "Minutes before the deadline"),
            ("after", "Minutes after the deadline"),
        ],
        "When",
        required=True,
        default="percent",
    )
    amount = fields.Integer(
        required=True, default=75, help="Per cent, or working minutes."
    )
    in_service_hours = fields.Boolean(
        "Only in service hours",
        default=True,
        help="No alarm at midnight: it waits for the next minute of service.",
    )
    action = fields.Selection(
        selection="_get_action_selection",
        string="What",
        required=True,
        default="activity",
    )
    recipient = fields.Selection(
        [
            ("handler", "Handler"),
            ("leader", "Team leader"),
            ("manager", "Account manager"),
            ("user", "A certain person"),
        ],
        "Who",
        default="handler",
        help="Where there is none, the next one is told: the team leader, the account "
        "manager, the handler.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Person",
        domain=[("share", "=", False)],
        ondelete="set null",
    )
    template_id = fields.Many2one(
        "mail.template",
        "Mail",
        domain=[("model", "=", "crm.sla.alert")],
        ondelete="set null",
        help="Empty: the mail that comes with the application, in the language of who "
        "gets it.",
    )
    sentence = fields.Char("In one sentence", compute="_compute_sentence")

    @api.model
    def _get_action_selection(self):
        """Return ``[(action, label)]``; extend with ``crm.sla.alert._do_<action>``."""
        return [
            ("activity", self.env._("Activity")),
            ("mail", self.env._("Mail")),
            ("reassign", self.env._("Hand over")),
            ("priority", self.env._("Raise the priority")),
        ]

    # ---------------------------------------------------------------- in words

    @api.depends(
        "moment", "amount", "action", "recipient", "user_id", "in_service_hours"
    )
    @api.depends_context("lang")
    def _compute_sentence(self):
        for step in self:
            words = (
                self.env._("%(when)s, in service hours: %(what)s")
                if step.in_service_hours
                else self.env._("%(when)s: %(what)s")
            )
            step.sentence = words % {
                "when": step._tell_moment(),
                "what": step._tell_action(),
            }

    def _tell_moment(self):
        if self.moment == "percent":
            return self.env._("At %(percent)s %% of the target", percent=self.amount)
        if not self.amount:
            return self.env._("At the deadline")
        if self.moment == "before":
            return self.env._(
                "%(minutes)s working minutes before the deadline", minutes=self.amount
            )
        return self.env._(
            "%(minutes)s working minutes after the deadline", minutes=self.amount
        )

    def _tell_action(self):
        labels = dict(self._fields["action"]._description_selection(self.env))
        label = labels.get(self.action, "")
        if self.action not in NEEDS_SOMEBODY or not self.recipient:
            return label
        people = dict(self._fields["recipient"]._description_selection(self.env))
        name = people[self.recipient]
        if self.recipient == "user":
            name = self.user_id.name or self.env._("nobody")
        return self.env._("%(what)s, %(who)s", what=label, who=name)

    # --------------------------------------------------------------- bad input

    @api.constrains("moment", "amount")
    def _check_amount(self):
        """A moment can be reached.

        :raise ValidationError: a negative amount, no or far too many per cent
        """
        for step in self:
            if step.amount < 0:
                raise ValidationError(
                    self.env._(
                        "A warning cannot be %(amount)s minutes before or after: write "
                        "a number from 0, and choose “before” or “after”.",
                        amount=step.amount,
                    )
                )
            if step.moment == "percent" and not 0 < step.amount <= MOST_PERCENT:
                raise ValidationError(
                    self.env._(
                        "A warning at %(amount)s %% of the target makes no sense: "
                        "write a number from 1 to %(most)s.",
                        amount=step.amount,
                        most=MOST_PERCENT,
                    )
                )

    @api.constrains("action", "recipient", "user_id")
    def _check_recipient(self):
        """Somebody is told, and a ticket is handed to somebody else.

        :raise ValidationError: nobody is named, or the handler would get his ticket
        """
        for step in self:
            if step.action not in NEEDS_SOMEBODY:
                continue
            if not step.recipient or (step.recipient == "user" and not step.user_id):
                raise ValidationError(
                    self.env._("Say who is told when the warning is due.")
                )
            if step.action == "reassign" and step.recipient == "handler":
                raise ValidationError(
                    self.env._(
                        "The handler has the ticket already: hand it over to the team "
                        "leader, the account manager or a certain person."
                    )
                )

    # ------------------------------------------- running clocks learn of changes

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._refresh_clocks()
        return steps

    def write(self, vals):
        result = super().write(vals)
        if {"target_id", "moment", "amount", "in_service_hours"} & vals.keys():
            self._refresh_clocks()
        return result

    def _refresh_clocks(self):
        """Let the sweep look at the running clocks of these steps' targets soon."""
        self.env["crm.sla.clock"].sudo()._sweep_soon(self.target_id)
