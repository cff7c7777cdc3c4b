# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

_logger = logging.getLogger(__name__)


class CrmPlaybook(models.Model):
    """What a playbook does about moves, once each, for all customers together."""

    _inherit = "crm.playbook"

    @api.model
    def _act_on(self, changes):
        """Let every playbook answer the moves that are its; called by the dispatcher.

        One that fails keeps the moves, says why, and stops no other.

        :param changes: ``crm.profile.change`` of one company, oldest first
        """
        playbooks = self.sudo().search(
            [("company_id", "in", (False, changes.company_id.id))]
        )
        for playbook in playbooks:
            domain = playbook._get_change_domain()
            found = changes.sudo().search([("id", "in", changes.ids), *domain])
            if found:
                playbook._try(found.sorted("id"))

    def _try(self, changes):
        try:
            with self.env.cr.savepoint():
                self._act(changes)
        except (OperationalError, ConcurrencyError):
            raise
        except Exception as error:
            _logger.warning("Playbook %s could not act", self.id, exc_info=True)
            self.error = str(error)
            self.failed_ids |= changes

    def _act(self, changes):
        """Do what the playbook says for the customers of these moves."""
        partners = changes.profile_id.partner_id.filtered("active")
        company = changes.company_id
        getattr(self.with_company(company), f"_do_{self.action}")(changes, partners)

    def action_act_again(self):
        """Button: act on the moves that could not be acted on."""
        self.check_access("write")
        for playbook in self.sudo():
            changes = playbook.failed_ids.exists()
            playbook.write({"error": False, "failed_ids": [fields.Command.clear()]})
            for _company, rows in changes.grouped("company_id").items():
                playbook._try(rows.sorted("id"))

    def action_view_touched(self):
        """Open the moves of the last days that this playbook answers."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_lifecycle.crm_profile_change_action"
        )
        return {**action, "domain": list(self._get_change_domain()), "context": {}}

    # ----------------------------------------------------------------- actions

    def _do_activities(self, _changes, partners):
        """Plan the steps on customers where the same ones are not open yet.

        :raise UserError: the plan is gone or has no steps
        """
        templates = self.plan_id.template_ids
        if not self.plan_id.active or not templates:
            raise UserError(
                self.env._(
                    "“%(name)s” has no activity plan with steps. Choose one.",
                    name=self.name,
                )
            )
        open_steps = {
            (row.res_id, row.activity_type_id, row.summary)
            for row in self.env["mail.activity"].search(
                [("res_model", "=", "res.partner"), ("res_id", "in", partners.ids)]
            )
        }
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                self._prepare_step(template, partner)
                for partner in partners
                for template in templates
                if (partner.id, template.activity_type_id, template.summary)
                not in open_steps
            ]
        )

    def _prepare_step(self, template, partner):
        manager = partner.user_id.filtered("active")
        fallback = manager or self.user_id.filtered("active") or self.create_uid
        found = template._determine_responsible(fallback, partner)["responsible"]
        return {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": partner.id,
            "activity_type_id": template.activity_type_id.id,
            "summary": template.summary,
            "note": template.note,
            "date_deadline": template._get_date_deadline(),
            "user_id": (found.filtered("active") or fallback).id,
            "automated": True,
        }

    def _do_mail(self, changes, partners):
        """Queue the mail, once for each move; who opted out is left alone.

        :raise UserError: the mail template is gone
        """
        if not self.template_id:
            raise UserError(
                self.env._("“%(name)s” has no mail. Choose one.", name=self.name)
            )
        wanted = partners.filtered(lambda partner: not partner.is_blacklisted)
        for day, rows in changes.grouped("change_date").items():
            found = rows.profile_id.partner_id & wanted
            self.env["crm.outbox"]._queue(
                f"playbook_{self.id}", str(day), self.template_id, found, found
            )

    def _do_tag(self, _changes, partners):
        """Add the tag to the customers.

        :raise UserError: the tag is gone
        """
        if not self.tag_id:
            raise UserError(
                self.env._("“%(name)s” has no tag. Choose one.", name=self.name)
            )
        partners.write({"category_id": [fields.Command.link(self.tag_id.id)]})
