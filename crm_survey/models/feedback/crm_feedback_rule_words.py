# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import formatLang


class CrmFeedbackRule(models.Model):
    """A rule in one plain sentence: which answers, and what is done."""

    _inherit = "crm.feedback.rule"

    sentence = fields.Char("In one sentence", compute="_compute_sentence")

    @api.depends(
        "metric_class",
        "minimum_score",
        "maximum_score",
        "comment",
        "tier_ids",
        "touchpoint_ids",
        "survey_ids",
        "action",
        "user_id",
        "team_id",
        "priority",
        "severity",
        "summary",
        "activity_days",
        "template_id",
    )
    @api.depends_context("lang")
    def _compute_sentence(self):
        for rule in self:
            if not rule.action:
                rule.sentence = False
                continue
            rule.sentence = self.env._(
                "When %(conditions)s: %(action)s.",
                conditions=rule._join(rule._get_condition_words()),
                action=rule._get_action_words(),
            )

    def _get_condition_words(self):
        """Return the conditions in words, a list; extend it for one of your own."""
        words = [self._tell_class(), self._tell_score()]
        if self.comment == "with":
            words.append(self.env._("the customer wrote something"))
        elif self.comment == "without":
            words.append(self.env._("the customer wrote nothing"))
        if self.tier_ids:
            words.append(self.env._("the tier is %s", self._quote(self.tier_ids)))
        if self.touchpoint_ids:
            words.append(
                self.env._("the touchpoint is %s", self._quote(self.touchpoint_ids))
            )
        if self.survey_ids:
            words.append(self.env._("the survey is %s", self._quote(self.survey_ids)))
        return [word for word in words if word]

    def _tell_class(self):
        return {
            "promoter": self.env._("a promoter answers"),
            "passive": self.env._("a passive answers"),
            "detractor": self.env._("a detractor answers"),
        }.get(self.metric_class, self.env._("somebody answers"))

    def _tell_score(self):
        low, high = self.minimum_score, self.maximum_score
        if low <= 0 and high >= 100:
            return ""
        values = {"low": self._format_score(low), "high": self._format_score(high)}
        if high >= 100:
            return self.env._("the score is %(low)s or more", low=values["low"])
        if low <= 0:
            return self.env._("the score is %(high)s or less", high=values["high"])
        return self.env._("the score is from %(low)s to %(high)s", **values)

    def _get_action_words(self):
        """Return what is done, in words; actions without words tell their label."""
        tell = getattr(self, f"_tell_{self.action}", None)
        if tell:
            return tell()
        return dict(self._fields["action"]._description_selection(self.env)).get(
            self.action, self.action
        )

    def _tell_ticket(self):
        if self.team_id:
            return self.env._(
                "the feedback is recorded and a ticket is opened for team “%(team)s”",
                team=self.team_id.name,
            )
        return self.env._("the feedback is recorded and a ticket is opened")

    def _tell_activity(self):
        return self.env._(
            "the feedback is recorded and %(owner)s is to act within %(days)s days",
            owner=self.user_id.name or self.env._("the account manager"),
            days=self.activity_days,
        )

    def _tell_feedback(self):
        return self.env._("the feedback is recorded")

    def _tell_mail(self):
        return self.env._(
            "the mail “%(mail)s” is sent to customers who agreed to mail",
            mail=self.template_id.name or "…",
        )

    def _tell_nothing(self):
        return self.env._("nothing is done")

    # ------------------------------------------------------------------ helpers

    def _format_score(self, score):
        return formatLang(self.env, score, digits=0 if score == round(score) else 1)

    def _quote(self, records):
        return self.env._(" or ").join(
            f"“{name}”" for name in records.mapped("display_name")
        )

    @api.model
    def _join(self, parts):
        """Return ``parts`` as one enumeration: a, b and c."""
        if len(parts) < 2:
            return "".join(parts)
        first = ", ".join(parts[:-1])
        return self.env._("%(first)s and %(last)s", first=first, last=parts[-1])
