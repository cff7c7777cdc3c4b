# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmSlaTarget(models.Model):
    """A target in words, with what it means for each tier; a change is followed."""

    _inherit = "crm.sla.target"

    sentence = fields.Char("In words", compute="_compute_sentence")
    tier_words = fields.Char(
        "For tiers",
        compute="_compute_tier_words",
        help="What customers of a tier with a factor get.",
    )
    step_words = fields.Char("Warnings in words", compute="_compute_step_words")

    @api.depends("metric", "target_minutes", "calendar_id", "is_always")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for target in self:
            target.sentence = self.env._(
                "%(metric)s within %(duration)s %(hours)s",
                metric=target._get_metric_label().lower(),
                duration=target._format_minutes(target.target_minutes),
                hours=target._get_hours_words(),
            ).strip()

    @api.depends("metric")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for target in self:
            target.display_name = target._get_metric_label()

    def _get_metric_label(self):
        labels = dict(self._fields["metric"]._description_selection(self.env))
        return labels.get(self.metric, "")

    def _get_hours_words(self):
        if self.is_always:
            return self.env._("around the clock")
        if self.calendar_id:
            return self.env._("in the hours “%(name)s”", name=self.calendar_id.name)
        return self.env._("of service time")

    @api.model
    def _format_minutes(self, minutes):
        """Return ``minutes`` as people say them: 24 h, 1 h 30 min, 45 min."""
        hours, rest = divmod(minutes, 60)
        if not rest:
            return self.env._("%(hours)s h", hours=hours)
        if not hours:
            return self.env._("%(minutes)s min", minutes=rest)
        return self.env._("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)

    @api.depends("target_minutes")
    @api.depends_context("lang")
    def _compute_tier_words(self):
        tiers = self.env["crm.value.tier"].search([("sla_factor", "!=", 1)])
        for target in self:
            target.tier_words = " · ".join(
                f"{tier.name} {self._format_minutes(target._get_minutes(tier))}"
                for tier in tiers
            )

    @api.depends("step_ids.moment", "step_ids.amount", "step_ids.action")
    @api.depends_context("lang")
    def _compute_step_words(self):
        for target in self:
            target.step_words = " · ".join(
                target._get_step_words(step) for step in target.step_ids if step.moment
            )

    def _get_step_words(self, step):
        actions = dict(step._fields["action"]._description_selection(self.env))
        moments = {
            "percent": self.env._("at %(amount)s %%", amount=step.amount),
            "before": self.env._("%(amount)s min before", amount=step.amount),
            "after": self.env._("%(amount)s min after", amount=step.amount),
        }
        moment = moments[step.moment]
        if step.moment != "percent" and not step.amount:
            moment = self.env._("at the deadline")
        return f"{moment}: {actions.get(step.action, '')}"

    # ------------------------------------------------------------------ changes

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        targets._follow()
        return targets

    def write(self, vals):
        result = super().write(vals)
        self._follow()
        return result

    def unlink(self):
        policies = self.policy_id
        result = super().unlink()
        policies._apply_to(policies._get_held_tickets())
        return result

    def _follow(self):
        """Bring the clocks of the tickets that are open in line with these targets."""
        policies = self.policy_id
        policies._apply_to(policies._get_held_tickets())
