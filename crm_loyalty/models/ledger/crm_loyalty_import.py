# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class CrmLoyaltyImport(models.Model):
    """Balances of an old system, checked line by line and then booked.

    Nothing is booked before somebody has seen what would be. A batch gives a customer
    the same points once, whatever file they come in again.
    """

    _name = "crm.loyalty.import"
    _description = "Import of opening balances"
    _order = "id desc"

    name = fields.Char(
        "Batch",
        required=True,
        default=lambda self: self.env._("Opening balances"),
        help="Within a batch of this name each customer gets the same points once.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    program_id = fields.Many2one(
        "loyalty.program",
        domain="[('has_ledger', '=', True), ('company_id', 'in', [False, company_id])]",
        help="For lines that name none.",
    )
    file = fields.Binary("File (XLSX or CSV)", attachment=True)
    file_name = fields.Char()
    is_all_or_nothing = fields.Boolean(
        "All or nothing",
        help="Book only when no line is refused. Otherwise refused lines are left out.",
    )
    state = fields.Selection(
        [("draft", "New"), ("checked", "Checked"), ("booked", "Booked")],
        default="draft",
        required=True,
        readonly=True,
    )
    line_ids = fields.One2many("crm.loyalty.import.line", "import_id", readonly=True)
    ready_count = fields.Integer("Ready", compute="_compute_counts")
    refused_count = fields.Integer("Refused", compute="_compute_counts")
    before_count = fields.Integer("Booked before", compute="_compute_counts")
    booked_count = fields.Integer("Booked", compute="_compute_counts")
    points = fields.Float(compute="_compute_counts")
    note = fields.Char(compute="_compute_counts")
    template = fields.Binary("Empty sheet", attachment=True, readonly=True)
    sheet = fields.Binary("Result sheet", attachment=True, readonly=True)

    @api.depends("line_ids.state", "line_ids.points", "state")
    @api.depends_context("lang")
    def _compute_counts(self):
        for record in self:
            lines = record.line_ids.grouped("state")
            empty = record.line_ids.browse()
            for state in ("ready", "refused", "before", "booked"):
                record[f"{state}_count"] = len(lines.get(state, empty))
            given = lines.get("ready", empty) | lines.get("booked", empty)
            record.points = round(sum(given.mapped("points")), 6)
            record.note = record._tell_counts()

    def _tell_counts(self):
        counts = {
            "ready": self.ready_count,
            "booked": self.booked_count,
            "refused": self.refused_count,
            "before": self.before_count,
            "points": f"{self.points:g}",
        }
        if self.state == "draft":
            return False
        if self.state == "booked":
            return self.env._(
                "Booked lines: %(booked)s, with %(points)s points. Refused: "
                "%(refused)s. Booked before: %(before)s.",
                **counts,
            )
        if not self.ready_count and self.before_count and not self.refused_count:
            return self.env._(
                "Every line (%(before)s) was booked before in this batch. There is "
                "nothing to book.",
                **counts,
            )
        return self.env._(
            "Lines that can be booked: %(ready)s, with %(points)s points. Refused: "
            "%(refused)s. Booked before: %(before)s.",
            **counts,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        if any(record.state == "booked" for record in self):
            raise UserError(
                self.env._(
                    "A booked import stays: it keeps the same points from being booked "
                    "again."
                )
            )

    def write(self, vals):
        """What was checked is checked anew when the file or the terms change."""
        result = super().write(vals)
        if vals.keys() & {"file", "program_id", "name", "company_id"}:
            self._check_not_booked()
            self.sudo().filtered(lambda record: record.state == "checked").write(
                {"state": "draft", "sheet": False, "line_ids": [Command.clear()]}
            )
        return result

    # ------------------------------------------------------------------ buttons

    def action_check(self):
        """Button: read the file and say what each line would do. Books nothing.

        :raises UserError: the file can't be read, or has no lines
        """
        self.ensure_one()
        self._check_may_import()
        self.check_access("write")
        self._check_not_booked()
        rows = self._read_rows()
        values = self._prepare_lines(rows)
        self.sudo().write(
            {
                "line_ids": [Command.clear(), *map(Command.create, values)],
                "state": "checked",
            }
        )
        self.sheet = self._make_sheet()

    def action_book(self):
        """Button: book the lines that are ready.

        :raises UserError: nothing is ready, or a line is refused and none may be
        """
        self.ensure_one()
        self._check_may_import()
        self.action_check()  # customers and balances may have changed meanwhile
        ready = self.line_ids.filtered(lambda line: line.state == "ready")
        if self.is_all_or_nothing and self.refused_count:
            raise UserError(
                self.env._(
                    "Refused lines: %(count)s. This import books all or nothing, so "
                    "nothing was booked.",
                    count=self.refused_count,
                )
            )
        if not ready:
            raise UserError(self.note)
        ready.sudo()._book()
        self.state = "booked"
        self.sheet = self._make_sheet()

    def action_download(self):
        """Button: give the sheet with what happened to each line to the browser."""
        self.ensure_one()
        return self._get_download("sheet", self.env._("Result.xlsx"))

    def action_download_template(self):
        """Button: give an empty sheet with the columns to the browser."""
        self.ensure_one()
        self.template = self._make_template()
        return self._get_download("template", self.env._("Columns.xlsx"))

    def _get_download(self, field, name):
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/{field}"
            f"?download=true&filename={name}",
            "target": "download",
        }

    def _check_may_import(self):
        if not (self.env.su or self.env.user.has_group("crm_loyalty.group_manager")):
            raise AccessError(
                self.env._("Only loyalty managers import opening balances.")
            )

    def _check_not_booked(self):
        if any(record.state == "booked" for record in self):
            raise UserError(
                self.env._("This import is booked. Make a new one for another file.")
            )
