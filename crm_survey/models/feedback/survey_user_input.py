# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from odoo import SUPERUSER_ID, fields, models

_logger = logging.getLogger(__name__)
WORDS = ("char_box", "text_box")


class SurveyUserInput(models.Model):
    """A completed answer is followed up, once: by a rule, or as a verification."""

    _inherit = "survey.user_input"

    feedback_rule_id = fields.Many2one(
        "crm.feedback.rule",
        "Followed up by",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    feedback_error = fields.Text(
        "Follow-up failed",
        readonly=True,
        copy=False,
        groups="crm_survey.group_analyst",
    )
    feedback_ids = fields.One2many("crm.feedback", "user_input_id", readonly=True)

    def write(self, vals):
        """Take the feedback along when an answer turns out to be somebody else's."""
        former = {}
        if "partner_id" in vals:
            former = {answer: answer.partner_id for answer in self.sudo()}
        result = super().write(vals)
        for answer, partner in former.items():
            if answer.partner_id != partner:
                answer._hand_over_feedback(partner)
        return result

    def _hand_over_feedback(self, former):
        """Give the feedback of ``former`` to who the answer belongs to now.

        Where people found out by themselves whose voice it is, it stays with them.
        """
        items = self.feedback_ids.filtered(lambda item: item.partner_id == former)
        items.write(
            {"partner_id": self.partner_id.id, "company_id": self.company_id.id}
        )

    def _on_completed(self):
        """Follow the answers up, each in a savepoint of its own.

        What fails harms only its own answer, which keeps the error; who answered sees
        nothing of it.
        """
        result = super()._on_completed()
        self._follow_up()
        return result

    def _follow_up(self):
        for answer in self.with_user(SUPERUSER_ID):
            step = answer._get_follow_up()
            if not step:
                continue
            try:
                with self.env.cr.savepoint():
                    step(answer)
                    answer.env.flush_all()
            except Exception as error:
                _logger.exception("Answer %s could not be followed up", answer.id)
                answer.invalidate_recordset()
                answer.feedback_error = str(error)

    def _get_follow_up(self):
        """Return what takes this answer, or None: the loop that asked, else a rule."""
        if self.feedback_rule_id:
            return None
        if self.touchpoint_id.event == "verification":
            asked = self.env["crm.feedback"].search(
                [("verification_request_id", "=", self.request_id.id)], limit=1
            )
            return asked and asked._record_verification
        rule = self.env["crm.feedback.rule"]._find(self)
        return rule and rule._follow

    def _get_verbatim(self):
        """Return what was written in the customer's own words, a line per answer."""
        self.ensure_one()
        lines = self.user_input_line_ids.filtered(
            lambda line: line.answer_type in WORDS and not line.skipped
        )
        texts = [line.value_char_box or line.value_text_box or "" for line in lines]
        return "\n".join(text.strip() for text in texts if text.strip()) or False

    def action_follow_up_again(self):
        """Button: what made the follow-up fail is mended; try it again."""
        self.check_access("write")
        failed = self.sudo().filtered("feedback_error")
        failed.write({"feedback_error": False, "feedback_rule_id": False})
        failed._follow_up()
