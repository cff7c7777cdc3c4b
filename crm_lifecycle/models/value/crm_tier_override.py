# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

ACTIVITY = "crm_lifecycle.mail_activity_type_override"
REMIND_DAYS = 14
DEFAULT_DAYS = 90


class CrmTierOverride(models.Model):
    """A tier that a person gives to a customer for some time, with the reason.

    Analysts write it; the night reads it before the rules of the policy and returns
    to the rules when it ends. Both days count. Two overrides of one customer never
    overlap: a range exclusion in the database holds that for two people at once.
    """

    _name = "crm.tier.override"
    _inherit = "crm.customer.entry.mixin"
    _description = "Tier override"

    partner_id = fields.Many2one(ondelete="cascade")
    tier_id = fields.Many2one(
        "crm.value.tier", required=True, index=True, ondelete="restrict", tracking=True
    )
    present_tier_id = fields.Many2one(
        "crm.value.tier", "Present tier", compute="_compute_present_tier_id"
    )
    date_until = fields.Date(required=True, default=lambda self: self._default_until())
    review_date = fields.Date(
        "Review on",
        tracking=True,
        help="The responsible person is reminded on this day, and two weeks before "
        "the end in any case.",
    )
    notice = fields.Char(compute="_compute_notice")

    _dates_in_order = models.Constraint(
        "CHECK(date_until >= date_from)",
        "A tier override cannot end before it begins.",
    )
    _no_overlap = models.Constraint(
        """EXCLUDE USING gist (
            int4range(partner_id, partner_id, '[]') WITH =,
            int4range(company_id, company_id, '[]') WITH =,
            daterange(date_from, date_until, '[]') WITH &&
        ) WHERE (active)""",
        "This customer has another tier override on some of these days. Withdraw it "
        "or choose other days.",
    )

    @api.model
    def _default_until(self):
        return fields.Date.context_today(self) + timedelta(days=DEFAULT_DAYS)

    @api.depends("partner_id", "company_id")
    def _compute_present_tier_id(self):
        profiles = self.env["crm.customer.profile"]
        for company, overrides in self.grouped("company_id").items():
            found = profiles._get_for(overrides.partner_id, company)
            for override in overrides:
                profile = found.get(override.partner_id.id, profiles)
                override.present_tier_id = profile.tier_id

    @api.depends("partner_id", "tier_id", "company_id", "date_from", "date_until")
    @api.depends_context("lang")
    def _compute_notice(self):
        for override in self:
            override.notice = override.active and (
                override._get_overlap_notice() or override._get_tier_notice()
            )

    @api.depends("partner_id", "tier_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for override in self:
            override.display_name = (
                f"{override.partner_id.display_name}: {override.tier_id.name}"
                if override.tier_id
                else override.partner_id.display_name
            )

    @api.constrains("tier_id", "active")
    def _check_tier(self):
        for override in self.filtered("active"):
            if not override.tier_id.active:
                raise ValidationError(
                    self.env._(
                        "The tier “%(tier)s” is archived: nobody can be put into it.",
                        tier=override.tier_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        overrides = super().create(vals_list)
        overrides._plan_reminder()
        return overrides

    def write(self, vals):
        result = super().write(vals)
        if set(vals) & {"date_from", "date_until", "review_date", "active"}:
            self._forget_reminder()
            self._plan_reminder()
        return result

    # ------------------------------------------------------------------- steps

    @api.model
    def _get_scored_fields(self):
        return super()._get_scored_fields() | {"tier_id"}

    def _get_overlap_notice(self):
        """Return which other override stands in the way, while this one is typed."""
        partner = self.partner_id.commercial_partner_id
        if not (partner and self.date_from and self.date_until):
            return False
        other = self._get_overlapping(partner)[:1]
        return other and self.env._(
            "%(customer)s already has the override “%(tier)s” from %(start)s to "
            "%(end)s. Withdraw it or choose other days.",
            customer=other.partner_id.display_name,
            tier=other.tier_id.name,
            start=format_date(self.env, other.date_from),
            end=format_date(self.env, other.date_until),
        )

    def _get_tier_notice(self):
        """Return what to tell about a tier that the rules do not give, or False."""
        if not self.tier_id:
            return False
        policy = self.env["crm.value.policy"]._get_active(self.company_id)
        if not policy:
            return self.env._(
                "%(company)s has no active tier policy: the override counts from the "
                "first night with one.",
                company=self.company_id.name,
            )
        if self.tier_id in policy.tier_line_ids.tier_id | policy.fallback_tier_id:
            return False
        return self.env._(
            "The active policy does not use the tier “%(tier)s”: only overrides put "
            "customers there.",
            tier=self.tier_id.name,
        )

    def _get_overlapping(self, partner):
        """Return the other active overrides of ``partner`` on some of these days."""
        return self.sudo().search(
            [
                ("id", "!=", self._origin.id),
                ("partner_id", "=", partner.id),
                ("company_id", "=", self.company_id.id),
                ("date_from", "<=", self.date_until),
                ("date_until", ">=", self.date_from),
            ]
        )

    def _prepare_hand_over(self, target):
        """Withdraw what collides: of two overrides the target's own one stays."""
        taken = self.browse()
        for override in self.filtered("active"):
            if override._get_overlapping(target) or override._collides(taken):
                override.active = False
                override.message_post(
                    body=self.env._(
                        "Withdrawn because the contact became part of %(customer)s, "
                        "who has another override on some of these days.",
                        customer=target.display_name,
                    )
                )
            else:
                taken |= override
        return super()._prepare_hand_over(target)

    def _collides(self, others):
        return others.filtered(
            lambda other: (
                other.company_id == self.company_id
                and other.date_from <= self.date_until
                and other.date_until >= self.date_from
            )
        )

    # --------------------------------------------------------------- reminders

    def _get_reminder_dates(self):
        """Return the days on which the responsible person is reminded."""
        before_end = self.date_until - timedelta(days=REMIND_DAYS)
        dates = {self.review_date, max(before_end, self.date_from)}
        return sorted(day for day in dates if day and day <= self.date_until)

    def _plan_reminder(self, after=None):
        """Put the next reminder later than ``after`` into the due table."""
        for override in self.filtered("active"):
            company = override.company_id
            start = after or override._get_today() - timedelta(days=1)
            dates = [day for day in override._get_reminder_dates() if day > start]
            if dates:
                zone = ZoneInfo(company.partner_id.tz or "UTC")
                morning = datetime.combine(dates[0], time(), zone).astimezone(UTC)
                self.env["crm.due"].sudo()._schedule(
                    "tier_override", company, override, morning.replace(tzinfo=None)
                )

    def _forget_reminder(self):
        self.activity_unlink([ACTIVITY])
        self.env["crm.due"].sudo().search(
            [("job", "=", "tier_override"), ("res_id", "in", self.ids)]
        ).unlink()

    def _run_due_reminder(self, now):
        """Job of the due table: remind of overrides that are to be looked at."""
        for override in self.filtered("active"):
            if not override.activity_search([ACTIVITY]):
                override.with_context(lang=override.user_id.lang)._remind()
            override._plan_reminder(after=override._get_today(now))

    def _get_today(self, now=None):
        return self.env["crm.value.night"]._get_today(self.company_id, now)

    def _remind(self):
        self.activity_schedule(
            ACTIVITY,
            date_deadline=self.date_until,
            user_id=self.user_id.id,
            note=self.env._(
                "The tier override of %(customer)s ends on %(end)s. Prolong it or let "
                "the rules decide again.",
                customer=self.partner_id.display_name,
                end=format_date(self.env, self.date_until),
            ),
        )
