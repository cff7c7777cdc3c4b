# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
from hashlib import sha256

from odoo import models
from odoo.exceptions import AccessError, UserError

DRAFTS = ("draft", "simulated")


class CrmValuePolicy(models.Model):
    """A draft at the simulator: people look, move thresholds, keep them and apply.

    Thresholds come as ``values``, ``{key: number}`` of ``crm.value.threshold``. They
    are tried out, and written only when a manager keeps them. ``stamp`` says what the
    rules looked like when the simulator read them: who acts on other ones is told.
    """

    _inherit = "crm.value.policy"

    def action_open_simulator(self):
        """Button: open the simulator on this draft."""
        self._check_simulator()
        action = self.env["ir.actions.client"]._for_xml_id(
            "crm_lifecycle.crm_value_simulator_action"
        )
        return {**action, "context": {"active_id": self.id}}

    def read_simulator(self):
        """Return all that the screen of the simulator shows.

        :return: see ``_get_setting`` and ``_get_answer`` of
            ``crm.value.simulator.screen``, under ``setting`` and ``answer``, with the
            draft's ``name``, ``state``, ``can_manage``, ``stamp``, ``simulated`` and
            ``findings``: what must be mended before there is an answer
        :raise UserError: the policy is no draft
        """
        self._check_simulator()
        screen = self.env["crm.value.simulator.screen"].sudo()
        draft = self.sudo()
        findings = draft._get_blocking_findings()
        return {
            "name": draft.display_name,
            "state": draft.state,
            "can_manage": self.has_access("write"),
            "stamp": draft._get_stamp(),
            "simulated": draft._get_simulated(),
            "findings": findings,
            "setting": False if findings else screen._get_setting(draft),
            "answer": False if findings else screen._get_answer(draft, {}),
        }

    def try_thresholds(self, values):
        """Return the ``answer`` of :meth:`read_simulator` with moved thresholds.

        :raise ValidationError: a threshold is gone, no number or out of range
        """
        self._check_simulator()
        screen = self.env["crm.value.simulator.screen"].sudo()
        return screen._get_answer(self.sudo(), values)

    def read_movers(self, values, direction=None, offset=0):
        """Return a page of who would move with moved thresholds.

        :param str direction: ``up``, ``down`` or None for both
        :return: ``{"total", "movers"}``
        """
        self._check_simulator()
        screen = self.env["crm.value.simulator.screen"].sudo()
        return screen._get_mover_page(self.sudo(), values, direction, offset)

    def keep_thresholds(self, values, stamp):
        """Write moved thresholds into the draft; return :meth:`read_simulator`.

        :raise UserError: the draft has changed since it was read
        """
        self._check_simulator(stamp)
        self._write_thresholds(values)
        return self.read_simulator()

    def simulate_all(self, values, stamp):
        """Keep the thresholds and score everybody anew; :meth:`read_simulator`."""
        self._check_simulator(stamp)
        self._write_thresholds(values)
        self.action_simulate()
        return self.read_simulator()

    def apply_simulated(self, stamp):
        """Put this draft into force as it was simulated.

        :raise UserError: somebody has changed it, or the policy in force, since then
        """
        self._check_simulator(stamp)
        return self.action_activate()

    # ------------------------------------------------------------------- steps

    def _check_simulator(self, stamp=None):
        """Refuse people who may not look, and policies that are no drafts.

        :param str stamp: what the rules looked like when they were read, for who acts
        :raise AccessError: the user is no analyst, or acts and is no manager
        :raise UserError: the policy is no draft, or has changed
        """
        self.ensure_one()
        if not self.env.user.has_group("crm_lifecycle.group_analyst"):
            raise AccessError(
                self.env._("The simulator is for analysts and managers of customers.")
            )
        self.check_access("read" if stamp is None else "write")
        if self.state not in DRAFTS:
            raise UserError(
                self.env._(
                    "Only a draft can be simulated. Make a new version of “%(name)s” "
                    "and simulate that.",
                    name=self.display_name,
                )
            )
        if stamp is not None and stamp != self.sudo()._get_stamp():
            raise UserError(
                self.env._(
                    "Somebody has changed this draft, or put another policy into "
                    "force, since you opened the simulator. Nothing was written: "
                    "reload the page to see the rules as they are now."
                )
            )

    def _get_stamp(self):
        """Return a short text that changes with the rules and the policy in force."""
        rules = [self.copy_data()[0], self._get_active(self.company_id).id]
        content = json.dumps(rules, sort_keys=True, default=str)
        return sha256(content.encode()).hexdigest()[:16]

    def _get_simulated(self):
        """Return what the exact dry run found, or False before it."""
        if self.state != "simulated":
            return False
        return {
            "day": self.simulated_on,
            "customers": self.simulated_count,
            "up": self.up_count,
            "down": self.down_count,
        }

    def _write_thresholds(self, values):
        thresholds = self.env["crm.value.threshold"]
        for criterion, vals in thresholds._get_values(self, values).items():
            criterion.write(vals)
        self.flush_recordset()
