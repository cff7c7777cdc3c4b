# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError

FEEDBACK_DAYS = 5  # where no tier says how many
FIXED = {"source_key", "company_id"}
ACTIVITY = "crm_survey.mail_activity_type_feedback"


class CrmFeedback(models.Model):
    """A voice comes in once: with the customer's tier, an owner and a deadline."""

    _inherit = "crm.feedback"

    @api.depends("partner_id", "company_id")
    def _compute_asked_tier_id(self):
        """The tier of the day it came in; a customer who is known later brings it."""
        profiles = self.env["crm.customer.profile"].sudo()
        for company, items in self.grouped("company_id").items():
            found = profiles._get_for(items.partner_id, company)
            for item in items:
                item.asked_tier_id = found.get(item.partner_id.id, profiles).tier_id

    # ------------------------------------------------------------------ in, once

    @api.model
    def _receive(self, vals_list):
        """Record voices of customers, each once.

        :param vals_list: values of ``crm.feedback``; with ``source_key`` (for example
            ``answer,12``) the same voice in the same company is recorded once
        :return: one record per item of ``vals_list``, in its order; what is there
            already is returned as it is
        """
        keys = [self._get_voice_key(vals) for vals in vals_list]
        known = self._find_voices([key for key in keys if key])
        missing, places = [], []
        for vals, key in zip(vals_list, keys, strict=True):
            if key in known:
                continue
            if key:
                known[key] = None  # twice in one list
            missing.append(vals)
            places.append(key)
        created = self.create(missing)
        known |= dict(zip(places, created, strict=True))
        rest = iter(
            [item for item, key in zip(created, places, strict=True) if not key]
        )
        return self.concat(*(known[key] if key else next(rest) for key in keys))

    @api.model
    def _get_voice_key(self, vals):
        key = vals.get("source_key")
        return key and (vals.get("company_id") or self.env.company.id, key)

    @api.model
    def _find_voices(self, keys):
        found = self.sudo().search(
            [
                ("company_id", "in", list({company for company, _key in keys})),
                ("source_key", "in", [key for _company, key in keys]),
            ]
        )
        return {
            (item.company_id.id, item.source_key): self.browse(item.id)
            for item in found
        }

    @api.model
    def _load_records_create(self, vals_list):
        """Imported rows with a key are recorded once, however often they come.

        Keys of people get their source before them, so that nobody can take the place
        of a survey answer or a ticket.
        """
        for vals in vals_list:
            if key := (vals.get("source_key") or "").strip():
                vals["source_key"] = f"import,{vals.get('source', 'other')},{key}"
        return self._receive(vals_list)

    @api.model
    def get_import_templates(self):
        """Return the sheets that the import dialog offers."""
        return [
            {
                "label": self.env._("Template for online reviews and interviews"),
                "template": "/crm_survey/static/xls/feedback_import.xlsx",
            }
        ]

    # ------------------------------------------------------------------- guards

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_measured(vals_list)
        items = super().create(vals_list)
        items.filtered(lambda item: not item.deadline_date)._set_deadlines()
        items._assign_owners()
        items._plan_answers()
        return items

    def write(self, vals):
        if not self.env.su:
            self._check_measured([vals])
            if FIXED & vals.keys():
                raise UserError(
                    self.env._("Feedback stays with its source and its company.")
                )
        movers = self.filtered(
            lambda item: "user_id" in vals and item.user_id.id != vals["user_id"]
        )
        former = {item: item.user_id for item in movers}
        unknown = self.filtered(lambda item: not item.partner_id)
        result = super().write(vals)
        for item, owner in former.items():
            item._hand_over_activities(owner)
        if vals.get("partner_id") and "deadline_date" not in vals:
            unknown.filtered(lambda item: item.state == "new")._set_deadlines()
        return result

    @api.model
    def _check_measured(self, vals_list):
        measured = {"state"} | set(self._get_measured_fields())
        for vals in vals_list:
            if vals.get("state") == "new" and measured & vals.keys() == {"state"}:
                continue
            if measured & vals.keys():
                raise UserError(
                    self.env._(
                        "How far feedback has come is measured. Use the buttons: they "
                        "check each step."
                    )
                )

    # ---------------------------------------------------------- owner, deadline

    def _assign_owners(self):
        for item in self.sudo().filtered(lambda item: not item.user_id):
            item.user_id = item._get_owner()

    def _get_owner(self):
        """Hook: return the user who sees to this feedback, or none.

        The ticket's handler, the customer's account manager, those of the tier, the
        team's leader, who writes it down, the managers of the customer's voice: the
        first who may work here.
        """
        item = self.sudo()
        people = (
            item.ticket_id.user_id
            | item.partner_id.commercial_partner_id.user_id
            | item.asked_tier_id.manager_ids.sorted("id")
            | item.team_id.user_id
        )
        if item.source not in ("survey", "portal", "ticket"):
            people |= self.env.user
        for users in (lambda: people, item._get_deputies):
            for user in users():  # the deputies are looked up only if they are needed
                if item._is_owner(user):
                    return user
        return self.env["res.users"]

    def _is_owner(self, user):
        return (
            user.active
            and not user.share
            and self.company_id in user.company_ids
            and user.has_group("crm_survey.group_user")
        )

    def _get_deputies(self):
        group = self.env.ref("crm_survey.group_manager")
        return self.env["res.users"].search(
            [
                ("all_group_ids", "in", group.ids),
                ("company_ids", "in", self.company_id.ids),
                ("share", "=", False),
            ],
            order="id",
        )

    def _set_deadlines(self):
        """The tier says how many days there are, from the day the voice came in."""
        nights = self.env["crm.value.night"]
        for item in self.sudo():
            days = item.asked_tier_id.feedback_days or FEEDBACK_DAYS
            first = nights._get_today(item.company_id, item.received_at)
            item.deadline_date = first + timedelta(days=days)

    # --------------------------------------------------------------- activities

    def _plan_answers(self):
        """Tell each owner, in the owner's language, what is to be done by when."""
        waiting = self.sudo().filtered(
            lambda item: (
                item.user_id
                and item.state in ("new", "classified", "in_work")
                and not item.activity_ids
            )
        )
        steps = [item._prepare_activity() for item in waiting]
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(steps)

    def _prepare_activity(self, summary=None, days=None):
        """Return the values of an activity for the owner of this feedback."""
        words = self.with_context(lang=self.user_id.lang or self.env.lang).env
        today = self.env["crm.value.night"]._get_today(self.company_id)
        deadline = self.deadline_date or today
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": self.env["ir.model.data"]._xmlid_to_res_id(ACTIVITY),
            "summary": summary or words._("Answer the customer"),
            "date_deadline": deadline if days is None else today + timedelta(days=days),
            "user_id": self.user_id.id,
            "automated": True,
        }

    def _hand_over_activities(self, former):
        if not self.user_id:
            return
        open_steps = self.sudo().activity_ids.filtered(
            lambda step: step.user_id == former and step.automated
        )
        open_steps.write({"user_id": self.user_id.id})
        if not former:
            self._plan_answers()
