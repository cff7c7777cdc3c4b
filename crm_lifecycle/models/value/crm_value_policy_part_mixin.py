# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CrmValuePolicyPartMixin(models.AbstractModel):
    """A row of a policy: it can be changed only while the policy is a draft.

    The model provides ``policy_id``, directly or related.
    """

    _name = "crm.value.policy.part.mixin"
    _description = "Part of a tier policy"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.policy_id._check_editable()
        parts.policy_id._forget_simulation()
        return parts

    def write(self, vals):
        self.policy_id._check_editable()
        self.policy_id._forget_simulation()
        result = super().write(vals)
        self.policy_id._check_editable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_in_drafts(self):
        self.policy_id._check_editable()
        self.policy_id._forget_simulation()
