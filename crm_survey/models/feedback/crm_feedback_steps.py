# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_feedback import OPEN

# {state: states it may be reached from}, by buttons
STEPS = {
    "classified": ("new",),
    "in_work": ("classified", "not_recovered", "answered", "verified"),
    "answered": ("classified", "in_work", "not_recovered"),
    "improved": ("classified", "in_work", "answered", "not_recovered"),
    "verified": ("answered", "improved", "not_recovered"),
    "not_recovered": ("answered", "improved", "verified"),
}


class CrmFeedback(models.Model):
    """The way of a voice, step by step; each step looks whether it may be taken."""

    _inherit = "crm.feedback"

    def _check_step(self, state):
        """Raise a sentence when these items can't go to ``state`` now.

        :param str state: a key of ``state``
        :raise UserError: wrong order, or what the step needs is missing
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for item in self:
            if item.state not in STEPS[state]:
                raise UserError(
                    self.env._(
                        "“%(feedback)s” is “%(state)s”: it can't become “%(next)s” "
                        "now.",
                        feedback=item.name,
                        state=labels[item.state],
                        next=labels[state],
                    )
                )
            if missing := item._get_missing(state):
                raise UserError(missing)

    def _get_missing(self, state):
        """Hook: return the sentence on what is missing for ``state``, or nothing."""
        self.ensure_one()
        if state == "in_work" and not self.user_id:
            return self.env._("Say who owns “%(name)s” first.", name=self.name)
        if state in ("classified", "improved") and not (self.kind and self.cause_id):
            return self.env._(
                "Give “%(name)s” a type and a cause first: without them nobody learns "
                "from it.",
                name=self.name,
            )
        if state == "improved" and not (self.action_id or self.no_action_reason):
            return self.env._(
                "Link the improvement action to “%(name)s”, or write why nothing is "
                "changed.",
                name=self.name,
            )
        return None

    def _move(self, state, now=None, **vals):
        """Take these items to ``state`` and measure it; callers have checked it.

        :param str state: a key of ``state``
        :param datetime now: the instant (UTC); default the present
        """
        now = now or fields.Datetime.now()
        for item in self.sudo():
            measured = item._get_step_measures(state, now)
            item.write({**vals, **measured, "state": state})
        if state not in OPEN:
            self._finish_activities()

    def _finish_activities(self):
        kind = self.env["ir.model.data"]._xmlid_to_res_id(
            "crm_survey.mail_activity_type_feedback"
        )
        steps = self.sudo().activity_ids.filtered(
            lambda step: step.activity_type_id.id == kind and step.automated
        )
        steps.action_feedback()

    def _take(self, state, **vals):
        """A person takes a step: rights and rules are looked at first."""
        self.check_access("write")
        self._check_step(state)
        self._move(state, **vals)

    # ------------------------------------------------------------------ buttons

    def action_classify(self):
        """Button: type and cause are known."""
        self._take("classified")

    def action_start(self):
        """Button: somebody works on it (again)."""
        self._take("in_work")

    def action_answer(self):
        """Button: the customer was answered."""
        self._take("answered")

    def action_improve(self):
        """Button: what caused it is changed, or need not be; the loop asks again."""
        open_actions = self.action_id.filtered(lambda action: not action.done_date)
        if open_actions:
            raise UserError(
                self.env._(
                    "The improvement “%(action)s” is not done yet. Its button “Done” "
                    "brings all its feedback along.",
                    action=open_actions[0].name,
                )
            )
        self._take("improved")
        self._ask_again()

    def action_verify(self):
        """Button: the customer was called and says that it is good now."""
        self._verify_by_call("verified")

    def action_not_recovered(self):
        """Button: the customer was called and is still dissatisfied."""
        self._verify_by_call("not_recovered")

    def _verify_by_call(self, state):
        for item in self:
            if not (item.verification_note or "").strip():
                raise UserError(
                    self.env._(
                        "Write what the customer said into “%(field)s” first.",
                        field=self._fields["verification_note"]._description_string(
                            self.env
                        ),
                    )
                )
        self._take(state, verified_by_id=self.env.uid)
        if state == "not_recovered":
            self._plan_recovery()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answers(self):
        if self.sudo().user_input_id:
            raise UserError(
                self.env._(
                    "Feedback from survey answers is counted in reports and is not "
                    "deleted. Classify it and give the reason why nothing is changed."
                )
            )

    # ------------------------------------------------------------ smart buttons

    def action_view_ticket(self):
        """Open the ticket."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "helpdesk.ticket",
            "res_id": self.ticket_id.id,
            "views": [(False, "form")],
        }

    def action_view_profile(self):
        """Open the customer's page."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.customer.profile",
            "res_id": self.profile_id.id,
            "views": [(False, "form")],
        }
