# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL

OPEN = ("new", "in_progress")


class CrmWinbackCase(models.Model):
    """Who works a case, what is planned, and what has been done."""

    _inherit = "crm.winback.case"

    chips = fields.Json("Why the customer may leave", compute="_compute_chips")

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_chips(self):
        """The words of the churn list, for the page at once."""
        rows = self.env["crm.churn.list"].sudo().with_context(active_test=False)
        found = {
            (row.partner_id, row.company_id): row
            for row in rows.search(
                [
                    ("partner_id", "in", self.partner_id.ids),
                    ("company_id", "in", self.company_id.ids),
                ]
            )
        }
        for case in self:
            row = found.get((case.partner_id, case.company_id))
            case.chips = row and row.chips

    @api.model
    def _get_offer_kind_selection(self):
        """Return ``[(kind, label)]``; extend with ``super()``."""
        return [
            ("discount", self.env._("Discount")),
            ("service", self.env._("Service or visit")),
            ("replacement", self.env._("Replacement or credit")),
            ("other", self.env._("Other")),
        ]

    def _get_today(self):
        company = self.company_id[:1] or self.env.company
        return self.env["crm.value.night"]._get_today(company)

    @api.model
    def _get_open(self, partners):
        """Return the open cases of partners, held-out ones too."""
        return self.search(
            [("partner_id", "in", partners.ids), ("state", "in", OPEN)], order="id"
        )

    @api.model
    def _get_held_out(self, partners):
        """Return the held-out rows of partners or of the customers they are of."""
        customers = partners.sudo().commercial_partner_id
        return self.sudo()._get_open(customers).filtered("is_hold_out")

    def _get_owner(self):
        """Return the account manager, else one of the tier's, else who asks.

        Only people who may work cases in this company.
        """
        case = self.sudo()
        people = case.partner_id.user_id | case.tier_id.manager_ids.sorted("id")
        owner = people.filtered(
            lambda user: (
                user.active
                and case.company_id in user.company_ids
                and user.has_group("crm_lifecycle.group_user")
            )
        )[:1]
        return self.env["res.users"].browse(owner.id or self.env.uid)

    def _get_plan(self):
        """Return the tier's plan, where there is one with steps that suits."""
        plan = self.sudo().tier_id.winback_plan_id
        fits = plan.active and plan.company_id <= self.company_id
        return plan if fits and plan.template_ids else plan.browse()

    def _tell_no_plan(self):
        tier = self.sudo().tier_id
        if not tier:
            return self.env._(
                "The customer has no value tier, so no steps were planned: plan them "
                "yourself."
            )
        return self.env._(
            "The tier “%(tier)s” has no plan of win-back steps: plan them yourself.",
            tier=tier.name,
        )

    def _plan_steps(self):
        """Plan the activities of each tier's plan; a missing plan is only told."""
        self._tell_replaced_managers()
        vals_list = []
        for case in self:
            templates = case._get_plan().template_ids
            vals_list += [case._prepare_step(template) for template in templates]
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            vals_list
        )

    def _prepare_step(self, template):
        found = template._determine_responsible(self.user_id, self)
        user = found["responsible"] or self.user_id
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": template.activity_type_id.id,
            "summary": template.summary,
            "note": template.note,
            "date_deadline": template._get_date_deadline(self.date_open),
            "user_id": (user if user.active else self.user_id).id,
            "automated": True,
        }

    def _tell_replaced_managers(self):
        """Say on the case who stands in for an archived account manager."""
        for case in self.sudo():
            manager = case.partner_id.user_id
            if manager and not manager.active:
                case.message_post(
                    body=case.env._(
                        "The account manager %(manager)s is archived: %(owner)s owns "
                        "the case.",
                        manager=manager.name,
                        owner=case.user_id.name,
                    )
                )

    def _replace_archived_owners(self):
        """Give open cases and their activities of archived owners to others."""
        cases = self.search(
            [
                ("state", "in", OPEN),
                ("is_hold_out", "=", False),
                ("user_id.active", "=", False),
            ]
        )
        for case in cases:
            former, owner = case.user_id, case._get_owner()
            if not owner.active or owner == self.env.ref("base.user_root"):
                owner = case.create_uid.filtered("active")
            if not owner or owner == former:
                continue
            case.user_id = owner
            case.activity_ids.filtered(
                lambda act, was=former: act.user_id == was
            ).write({"user_id": owner.id})
            case.message_post(
                body=case.env._(
                    "%(former)s is archived: %(owner)s owns the case now.",
                    former=former.name,
                    owner=owner.name,
                )
            )

    # ------------------------------------------------------------ what was done

    def _message_post_after_hook(self, message, msg_values):
        """A done activity or a message to the customer is a step; his is an answer."""
        result = super()._message_post_after_hook(message, msg_values)
        cases = self.sudo().filtered(
            lambda case: case.state in OPEN and not case.is_hold_out
        )
        if cases and message.author_id.commercial_partner_id == cases.partner_id:
            cases.filtered(lambda case: not case.answered_on)._record_answer()
        else:
            cases._refresh_steps()
        return result

    def _refresh_steps(self):
        """Write down the first step of these cases, wherever it was made."""
        waiting = self.filtered(lambda case: not case.first_step_at)
        if not waiting:
            return
        self.env.flush_all()
        found = dict(self.env.execute_query(waiting._get_first_steps()))
        for case in waiting.browse(found):
            case.first_step_at = found[case.id]
            case._begin()

    def _get_first_steps(self):
        """Return the SQL of ``(case, instant)``: activities done, messages sent.

        On the case, and since it was opened on the customer's own page; each case
        probes the index of core on ``mail_message (model, res_id)``.
        """
        return SQL(
            """
            SELECT document.id, min(step.date)
              FROM crm_winback_case document
             CROSS JOIN LATERAL (
                    SELECT %(columns)s
                      FROM mail_message message
                     WHERE message.model = 'crm.winback.case'
                       AND message.res_id = document.id
                     UNION ALL
                    SELECT %(columns)s
                      FROM mail_message message
                     WHERE message.model = 'res.partner'
                       AND message.res_id = document.partner_id
                       AND message.date >= date_trunc('second', document.create_date)
                   ) AS step
              JOIN mail_message_subtype subtype ON subtype.id = step.subtype_id
              LEFT JOIN res_partner author ON author.id = step.author_id
             WHERE document.id = ANY(%(ids)s)
               AND (step.subtype_id = %(done)s
                    OR (step.message_type IN ('comment', 'email_outgoing')
                        AND step.is_internal IS NOT TRUE
                        AND subtype.internal IS NOT TRUE))
               AND author.commercial_partner_id IS DISTINCT FROM document.partner_id
             GROUP BY document.id
            """,
            columns=SQL(
                "message.date, message.subtype_id, message.author_id,"
                " message.message_type, message.is_internal"
            ),
            ids=self.ids,
            done=self.env.ref("mail.mt_activities").id,
        )
