# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

OPEN = ("new", "in_progress")


class CrmWinbackCase(models.Model):
    """How a case ends: the night's purchases, people, and customers that move."""

    _inherit = "crm.winback.case"

    @api.model
    def _cron_follow(self):
        """Close the cases of who bought, and campaigns that are over."""
        self._follow()
        self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _follow(self, cases=None):
        """Look what was done and bought in ``cases``, else in all that are open."""
        domain = [("state", "in", OPEN), ("is_hold_out", "=", False)]
        cases = self.search(domain) if cases is None else cases
        cases._refresh_steps()
        self._replace_archived_owners()
        self._find_purchases()
        self.env["crm.winback.campaign"]._close_ended()

    @api.model
    def _find_purchases(self):
        """Close the cases of customers who have bought since; set-based.

        Nobody did anything: he came back by himself. A case of a running campaign
        counts even when it had been given up, as the held-out ones do.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT document.id, profile.last_purchase_date,
                       document.first_step_at IS NOT NULL AS is_stepped
                  FROM crm_winback_case document
                  JOIN crm_customer_profile profile
                    ON profile.partner_id = document.partner_id
                   AND profile.company_id = document.company_id
                  LEFT JOIN crm_winback_campaign campaign
                    ON campaign.id = document.campaign_id
                 WHERE (document.state IN ('new', 'in_progress')
                        OR (document.state = 'lost' AND campaign.state = 'running'))
                   AND profile.last_purchase_date >= document.date_open
                   AND profile.last_purchase_date
                       > COALESCE(document.former_purchase_date, '-infinity')
                 ORDER BY document.id
                """
            )
        )
        outcomes = {}
        for case_id, day, is_stepped in rows:
            outcomes.setdefault((day, is_stepped), []).append(case_id)
        for (day, is_stepped), ids in outcomes.items():
            cases = self.browse(ids)
            cases.write({"came_back_on": day})
            cases._close("won" if is_stepped else "returned")

    def _close(self, state):
        """Close the cases; steps that are still planned are told and dropped."""
        self.write({"state": state, "closed_on": self._get_today()})
        activities = self.sudo().activity_ids
        for case, planned in activities.grouped("res_id").items():
            names = [act.summary or act.activity_type_id.name for act in planned]
            self.browse(case).sudo().message_post(
                body=self.env._("No longer needed: %(steps)s.", steps=", ".join(names))
            )
        activities.unlink()

    def _record_answer(self):
        self.write({"answered_on": self._get_today()})
        self._begin()

    def _begin(self):
        self.filtered(lambda case: case.state == "new").write({"state": "in_progress"})

    def _prepare_hand_over(self, target):
        """Of two open cases of what is one customer now, the target's stays."""
        kept = {case.company_id: case for case in self._get_open(target)}
        for case in self.filtered(lambda case: case.state in OPEN):
            other = kept.setdefault(case.company_id, case)
            if other == case:
                continue
            case._withdraw_for(other, target)
        return super()._prepare_hand_over(target)

    def _withdraw_for(self, other, target):
        """Give way to ``other``; a customer who is held out gets no steps by this."""
        if not other.is_hold_out:
            self.activity_ids.write({"res_id": other.id})
            (self | other).invalidate_recordset(["activity_ids"])
        self._close("cancelled")
        self.message_post(
            body=self.env._(
                "Withdrawn because the contact became part of %(customer)s, who has an "
                "open case.",
                customer=target.display_name,
            )
        )

    # ----------------------------------------------------------------- buttons

    def action_answered(self):
        """Button: the customer answered."""
        self._get_workable()._record_answer()

    def action_make_offer(self):
        """Button: the offer was made, by whatever way: that is a step."""
        cases = self._get_workable()
        for case in self:
            if not (case.offer or "").strip():
                raise UserError(
                    self.env._(
                        "Write down first what you offer to %(customer)s.",
                        customer=case.partner_id.display_name,
                    )
                )
        cases.write({"offered_on": self._get_today()})
        for case in cases.filtered(lambda case: not case.first_step_at):
            case.first_step_at = fields.Datetime.now()
        cases._begin()

    def action_send_offer(self):
        """Button: write the offer to the customer by e-mail."""
        self.ensure_one()
        self.action_make_offer()
        template = self.env.ref(
            "crm_lifecycle.mail_template_winback_offer", raise_if_not_found=False
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id if template else False,
                "default_composition_mode": "comment",
            },
        }

    def action_find_purchase(self):
        """Button: score the customer now, and close the case if he has bought."""
        cases = self._get_workable()
        night = self.env["crm.value.night"].sudo()
        for company, rows in cases.grouped("company_id").items():
            today = night._get_today(company)
            night._run_for_partners(company, rows.partner_id, today)
        cases._refresh_steps()
        cases._find_purchases()
        if any(case.state in OPEN for case in self):
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "info",
                    "message": self.env._("No purchase since the case was opened."),
                },
            }
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_lost(self):
        """Button: give the customer up, with the reason of leaving."""
        cases = self._get_workable()
        for case in self:
            if not case.reason_id:
                raise UserError(
                    self.env._(
                        "Choose first why %(customer)s leaves: the reasons are what "
                        "the company learns from.",
                        customer=case.partner_id.display_name,
                    )
                )
        cases._close("lost")

    def action_withdraw(self):
        """Button: the case was a mistake; it counts nowhere."""
        cases = self._get_workable()
        if cases.campaign_id:
            raise UserError(
                self.env._(
                    "Cases of a campaign are counted in its result. Close it as lost."
                )
            )
        cases._close("cancelled")

    def action_reopen(self):
        """Button: go on with a case that was given up."""
        self.check_access("write")
        for case in self.filtered(lambda case: case.state in ("lost", "cancelled")):
            self._check_free(
                [{"company_id": case.company_id.id, "partner_id": case.partner_id.id}]
            )
            case.sudo().write({"state": "in_progress", "closed_on": False})

    def action_view_profile(self):
        """Open the customer's page."""
        self.ensure_one()
        profiles = self.env["crm.customer.profile"]
        found = profiles._get_for(self.partner_id, self.company_id)
        if not found:
            raise UserError(
                self.env._(
                    "%(customer)s has no figures yet: the next night makes them.",
                    customer=self.partner_id.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": profiles._name,
            "res_id": found[self.partner_id.id].id,
            "view_mode": "form",
        }

    def _get_workable(self):
        """Return the cases for a button: open, the user's to write, not held out."""
        self.check_access("write")
        self._check_not_held_out()
        for case in self:
            if case.state not in OPEN:
                raise UserError(
                    self.env._(
                        "The case of %(customer)s is closed already.",
                        customer=case.partner_id.display_name,
                    )
                )
        return self.sudo()
