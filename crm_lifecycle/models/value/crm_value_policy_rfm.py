# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...engine.rfm_segments import CELLS, get_segment_code

CELL_KEYS = tuple("".join(str(mark) for mark in cell) for cell in CELLS)


class CrmValuePolicy(models.Model):
    """How a policy gives the marks R, F and M, and which segment their cells are."""

    _inherit = "crm.value.policy"

    rfm_method = fields.Selection(
        [
            ("quantile", "Fifths of the customers"),
            ("fixed", "Fixed cut points"),
        ],
        "RFM marks by",
        default="quantile",
        required=True,
        help="Fifths: every night the customers are parted into five groups of equal "
        "size. Fixed cut points: a customer's marks depend on nobody else.",
    )
    rfm_scale_ids = fields.One2many(
        "crm.rfm.scale",
        "policy_id",
        "Fixed cut points",
        copy=True,
        default=lambda self: [
            Command.create(vals)
            for vals in self.env["crm.rfm.scale"]._prepare_defaults()
        ],
    )
    rfm_cell_ids = fields.One2many(
        "crm.rfm.cell",
        "policy_id",
        "Cells of the RFM grid",
        copy=True,
        default=lambda self: [
            Command.create(vals) for vals in self._prepare_rfm_cells()
        ],
    )
    rfm_grid = fields.Json(
        "RFM grid",
        compute="_compute_rfm_grid",
        inverse="_inverse_rfm_grid",
        help="The segment of each combination of recency, frequency and money.",
    )

    # ---------------------------------------------------------------- computes

    @api.depends("rfm_cell_ids.segment_id")
    def _compute_rfm_grid(self):
        for policy in self:
            policy.rfm_grid = {
                cell._get_key(): cell.segment_id.id for cell in policy.rfm_cell_ids
            }

    def _inverse_rfm_grid(self):
        for policy in self:
            policy._write_rfm_grid(policy.rfm_grid)

    def _write_rfm_grid(self, grid):
        """Give the cells the segments of ``grid``: ``{"543": segment id}``.

        :raise ValidationError: a cell is missing or unknown, or its segment is
        """
        self._check_rfm_grid(grid)
        cells = self.rfm_cell_ids
        missing = set(CELL_KEYS) - {cell._get_key() for cell in cells}
        if missing:
            self.env["crm.rfm.cell"].create(
                [
                    self._prepare_rfm_cell(key, grid[key]) | {"policy_id": self.id}
                    for key in sorted(missing)
                ]
            )
        changed = cells.filtered(
            lambda cell: cell.segment_id.id != grid[cell._get_key()]
        )
        for segment_id, group in changed.grouped(
            lambda cell: grid[cell._get_key()]
        ).items():
            group.segment_id = segment_id

    def _check_rfm_grid(self, grid):
        grid = grid if isinstance(grid, dict) else {}
        if unknown := sorted(set(grid) - set(CELL_KEYS)):
            raise ValidationError(
                self.env._(
                    "“%(cell)s” is no cell of the RFM grid; cells go from 111 to 555.",
                    cell=unknown[0],
                )
            )
        segment_ids = set(self.env["crm.rfm.segment"]._get_all().ids)
        for key in CELL_KEYS:
            if not grid.get(key):
                raise ValidationError(
                    self.env._(
                        "Cell %(cell)s of the RFM grid has no segment. Each of the 125 "
                        "cells belongs to one.",
                        cell=key,
                    )
                )
            if type(grid[key]) is not int or grid[key] not in segment_ids:
                raise ValidationError(
                    self.env._(
                        "Cell %(cell)s names a segment that does not exist. Reload the "
                        "page and choose another one.",
                        cell=key,
                    )
                )

    # ------------------------------------------------------------------- steps

    @api.model
    def _prepare_rfm_cells(self):
        """Return the values of a new policy's cells: the preset of eleven segments.

        A segment that was deleted leaves its cells out; the findings then say so.
        """
        segments = self.env["crm.rfm.segment"]._get_all()
        ids = {segment.code: segment.id for segment in segments}
        codes = {key: get_segment_code(*map(int, key)) for key in CELL_KEYS}
        return [
            self._prepare_rfm_cell(key, ids[code])
            for key, code in codes.items()
            if code in ids
        ]

    @api.model
    def _prepare_rfm_cell(self, key, segment_id):
        recency, frequency, monetary = map(int, key)
        return {
            "recency": recency,
            "frequency": frequency,
            "monetary": monetary,
            "segment_id": segment_id,
        }

    @api.model
    def _complete_rfm(self):
        """Give every policy the cells and scales it lacks; run by each update.

        Policies in use get theirs too. People cannot change those, so this does not
        go through the guard of a policy's parts.
        """
        scales = self.env["crm.rfm.scale"]
        self._insert_missing(self.env["crm.rfm.cell"], self._prepare_rfm_cells())
        self._insert_missing(scales, scales._prepare_defaults())

    @api.model
    def _insert_missing(self, model, rows):
        """Insert ``rows`` of ``model`` for every policy that does not have them."""
        self.env.flush_all()
        names = [SQL.identifier(name) for name in rows[0]] if rows else []
        values = [
            SQL("(%(row)s)", row=SQL(", ").join(SQL("%s", row[name]) for name in row))
            for row in rows
        ]
        if values:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO %(table)s (policy_id, %(names)s)
                    SELECT policy.id, part.*
                      FROM crm_value_policy policy, (VALUES %(values)s) AS part
                    ON CONFLICT DO NOTHING
                    """,
                    table=SQL.identifier(model._table),
                    names=SQL(", ").join(names),
                    values=SQL(", ").join(values),
                )
            )
        self.env.invalidate_all(flush=False)

    def _get_blocking_findings(self):
        findings = super()._get_blocking_findings()
        if missing := len(CELL_KEYS) - len(self.rfm_cell_ids):
            findings.append(
                self.env._(
                    "%(missing)s of 125 cells of the RFM grid have no segment.",
                    missing=missing,
                )
            )
        if self.rfm_method == "fixed" and len(self.rfm_scale_ids) < 3:
            findings.append(
                self.env._("A figure of RFM has no fixed cut points: there must be 3.")
            )
        return findings

    def _get_rfm_segments(self):
        """Return ``{(recency, frequency, monetary): segment id}`` of all cells."""
        self.ensure_one()
        return {
            (cell.recency, cell.frequency, cell.monetary): cell.segment_id.id
            for cell in self.sudo().rfm_cell_ids
        }

    def _get_fixed_cut_points(self, today):
        """Return ``{"recency" | "frequency" | "monetary": four cut points}``.

        They compare as those of ``crm.value.scoring``: a mark is one more than the
        cut points strictly below the value. Empty where the policy uses fifths.
        """
        self.ensure_one()
        if self.rfm_method != "fixed":
            return {}
        return {
            scale.metric: scale._get_cut_points(today)
            for scale in self.sudo().rfm_scale_ids
        }
