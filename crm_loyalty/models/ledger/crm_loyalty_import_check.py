# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...engine.points import cut_points


class CrmLoyaltyImport(models.Model):
    """What each line of an import would do, or why it is refused.

    Customers, programmes and earlier bookings are looked up once for the whole file.
    """

    _inherit = "crm.loyalty.import"

    def _prepare_lines(self, rows):
        """Return values of lines: checked, with a state and a message each."""
        self.ensure_one()
        texts = [
            {
                "number": row["number"],
                "customer": str(row["customer"]).strip(),
                "program": str(row["program"]).strip(),
                "points_text": str(row["points"]).strip(),
                "expiry": str(row["expiry"]).strip(),
                "note": str(row["note"]).strip(),
                "expires_on": row["expiry"],
            }
            for row in rows
        ]
        customers = self._find_customers({line["customer"] for line in texts} - {""})
        programs = self._find_programs()
        seen, booked = {}, self._find_booked_lines()
        return [
            self._prepare_line(line, customers, programs, seen, booked)
            for line in texts
        ]

    def _prepare_line(self, line, customers, programs, seen, booked):
        day = line.pop("expires_on")
        parts = [
            self._judge_customer(line, customers),
            self._judge_program(line, programs),
        ]
        program = parts[1][0].get("program_id")
        parts.append(self._judge_points(line, programs[None].browse(program)))
        parts.append(self._judge_day(line, day))
        values = line | {"state": "ready", "message": False}
        refusals = [message for _found, message in parts if message]
        for found, _message in parts:
            values |= found
        if refusals:
            return values | {"state": "refused", "message": " ".join(refusals)}
        partner = self.env["res.partner"].browse(values["partner_id"])
        key = (
            program,
            partner.commercial_partner_id.id,
            values["is_dated"] and (values["expires_on"] or "never"),
        )
        return values | self._judge_repetition(values, key, seen, booked)

    def _judge_repetition(self, values, key, seen, booked):
        if key in seen:
            message = self.env._(
                "Line %(line)s already gives points to this customer, with the same "
                "day. Put them together.",
                line=seen[key],
            )
            return {"state": "refused", "message": message}
        seen[key] = values["number"]
        before = booked.get(key)
        if before is None:
            return {}
        if before == values["points"]:
            message = self.env._("Booked before in this batch; not booked again.")
            return {"state": "before", "message": message}
        message = self.env._(
            "This customer already got %(points)s points in this batch. Use “Adjust "
            "points” to correct them.",
            points=f"{before:g}",
        )
        return {"state": "refused", "message": message}

    # ---------------------------------------------------------------- customers

    def _find_customers(self, texts):
        """Return ``{text: partners}`` by card, else reference, mail, name."""
        partners = self.env["res.partner"].with_context(active_test=False)
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)
        mine = Domain("company_id", "in", [False, self.company_id.id])
        mails = {email_normalize(text): text for text in texts}
        mails.pop(False, None)
        found = {}
        for card in cards.search(mine & Domain("code", "in", list(texts))):
            if card.partner_id:
                self._add_customer(found, card.code, "card", card.partner_id)
        for name, values in (
            ("ref", list(texts)),
            ("email_normalized", list(mails)),
            ("name", list(texts)),
        ):
            for partner in partners.search(mine & Domain(name, "in", values)):
                value = partner[name]
                text = mails[value] if name == "email_normalized" else value
                self._add_customer(found, text, name, partner)
        return {text: next(iter(ways.values())) for text, ways in found.items()}

    def _add_customer(self, found, text, way, partner):
        ways = found.setdefault(text, {})
        ways[way] = ways.get(way, self.env["res.partner"]) | partner

    def _judge_customer(self, line, customers):
        if not line["customer"]:
            return {}, self.env._("The customer is missing.")
        matches = customers.get(line["customer"], self.env["res.partner"])
        if not matches:
            return {}, self.env._(
                "No customer has this card, reference, mail address or name."
            )
        active = matches.filtered(
            lambda partner: partner.active and partner.commercial_partner_id.active
        )
        if not active:
            return {}, self.env._("The customer is archived.")
        if len(active.commercial_partner_id) > 1:
            return {}, self.env._(
                "%(count)s customers fit: %(names)s. Use the reference.",
                count=len(active.commercial_partner_id),
                names=", ".join(active[:3].mapped("display_name")),
            )
        main = active & active.commercial_partner_id
        return {"partner_id": (main or active)[0].id}, None

    # --------------------------------------------------------------- programmes

    def _find_programs(self):
        """Return ``{name in lower case: programmes}`` and all of them under None."""
        programs = self.env["loyalty.program"].search(
            [
                ("has_ledger", "=", True),
                ("company_id", "in", [False, self.company_id.id]),
            ]
        )
        return programs.grouped(lambda row: (row.name or "").strip().lower()) | {
            None: programs
        }

    def _judge_program(self, line, programs):
        if not line["program"]:
            if self.program_id:
                return {"program_id": self.program_id.id}, None
            return {}, self.env._("The program is missing.")
        matches = programs.get(line["program"].lower(), programs[None].browse())
        if len(matches) == 1:
            return {"program_id": matches.id}, None
        if matches:
            return {}, self.env._("Several programs have this name.")
        return {}, self.env._(
            "No program with named cards has this name in this company."
        )

    # ------------------------------------------------------------------- values

    def _judge_points(self, line, program):
        points = self._parse_points(line["points_text"])
        if points is None:
            return {}, self.env._("Points are no number. Write 1234 or 1234.5.")
        if points <= 0:
            return {}, self.env._("Points have to be more than 0.")
        digits = int(program.points_digits or "2")
        if program and cut_points(points, digits) != points:
            return {}, self.env._(
                "“%(program)s” counts points with %(digits)s decimals.",
                program=program.name,
                digits=digits,
            )
        return {"points": points}, None

    def _judge_day(self, line, value):
        if not line["expiry"]:
            return {"is_dated": False, "expires_on": False}, None
        day = self._parse_day(value)
        if day is None:
            return {"expires_on": False}, self.env._(
                "The day can't be understood. Write it as 2026-12-31."
            )
        today = self.env["crm.value.night"]._get_today(self.company_id)
        if day and day < today:
            return {"expires_on": False}, self.env._("The day is over.")
        return {"is_dated": True, "expires_on": day}, None

    def _find_booked_lines(self):
        """Return ``{key: points}`` of what this batch gave in earlier imports."""
        lines = self.env["crm.loyalty.import.line"].search(
            [
                ("import_id.name", "=ilike", self.name.strip()),
                ("import_id.company_id", "=", self.company_id.id),
                ("state", "=", "booked"),
            ]
        )
        return {
            (
                line.program_id.id,
                line.partner_id.commercial_partner_id.id,
                line.is_dated and (line.expires_on or "never"),
            ): line.points
            for line in lines
        }
