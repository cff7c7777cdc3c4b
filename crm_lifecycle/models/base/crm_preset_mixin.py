# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CrmPresetMixin(models.AbstractModel):
    """Ready-made settings, shipped as data; a company gets a copy by one click.

    A model of presets inherits it, adds the fields that are copied, and makes the copy
    in ``action_use_preset``. The list of the copies shows the presets as cards while
    it is empty (``PresetListRenderer`` of the web client).
    """

    _name = "crm.preset.mixin"
    _description = "Preset"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(
        translate=True, help="What it is good for; shown beside the preset."
    )
    icon = fields.Char(default="fa-magic", help="A Font Awesome icon.")

    @api.model
    def get_presets(self):
        """Return the presets that can be used here, to be shown as cards.

        :return: list of dicts with ``id``, ``name``, ``description`` and ``icon``
        """
        return self.search_read(
            self._get_usable_domain(), ["name", "description", "icon"]
        )

    @api.model
    def _get_usable_domain(self):
        """Return which presets are offered; all of them, unless you say otherwise."""
        return []

    def action_use_preset(self):
        """Give the current company a copy of this preset, and open it."""
        raise NotImplementedError

    @api.model
    def _open_form(self, record, **options):
        """Return the action that opens the copy, or a new form of its model."""
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "current",
            **options,
        }
