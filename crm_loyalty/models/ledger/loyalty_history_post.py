# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.tools import SQL

FIGURES = ("issued", "used", "pending")
# What makes two movements of one key the same.
CONTENT = ("pool_id", "kind", "event", *FIGURES)
# What is known of a movement besides its columns.
ASIDE = {"lot", "may_owe"}


class LoyaltyHistory(models.Model):
    """How movements get into the ledger: all of a call or none, each key once."""

    _inherit = "loyalty.history"

    @api.model
    def _post(self, entries):
        """Book movements of points and return them, in the order of ``entries``.

        Each entry is a dict: ``card`` (a ``loyalty.card`` of a programme with a
        ledger), ``kind``, ``event`` and ``description``; one or more of ``issued``,
        ``used`` (both 0 or more) and ``pending``, in points; and what is known of
        ``key`` (unique; the same key with the same content is booked once, however
        often it is sent), ``source`` (a record), ``day`` (default: today in the
        company), ``tier``, ``multiplier``, ``reverses`` (a movement), ``reason``,
        ``expires_on`` (a date, or False for never; default: as the programme says),
        ``pool`` (default: the card's), ``may_owe`` (it happened already: what the
        balance does not cover is a debt) and ``extra``, values of further columns.

        Who takes points waits for nobody and is retried when somebody else took some;
        who gives points collides with nobody.

        :raises ValidationError: an entry makes no sense; a key was used for something
            else; or more is spent than there is
        """
        if not entries:
            return self.browse()
        cards = self.env["loyalty.card"].sudo()
        cards = cards.browse({entry["card"].id for entry in entries})
        cards.fetch(["program_id", "pool_id"])  # once, not for each entry
        rows = [self._prepare_row(entry) for entry in entries]
        booked = self._find_booked(rows)
        new = self._get_new_rows(rows, booked)
        if new:
            pools = self._get_taken_pools(new)
            pools._lock()
            lots = self.env["crm.loyalty.lot"].sudo()
            lots._expire_due(pools)
            moved = [*lots._restore_expired(new), *new]
            self._insert_rows(moved)
            lots._follow(moved)
            lots._settle(pools)
            self._forget_balances()
            self._check_covered(new)
            booked |= {row["source_key"]: row["id"] for row in new}
        return self.browse([booked[row["source_key"]] for row in rows])

    @api.model
    def _prepare_row(self, entry):
        self._check_entry(entry)
        card = entry["card"].sudo()
        source = entry.get("source")
        tier = entry.get("tier")
        reverses = entry.get("reverses")
        row = {
            "card_id": card.id,
            "pool_id": (entry.get("pool") or card.pool_id).id,
            "kind": entry["kind"],
            "event": entry["event"],
            "description": entry["description"],
            "source_key": entry.get("key") or f"{entry['event']}:{uuid4()}",
            "order_model": source._name if source else None,
            "order_id": source.id if source else None,
            "booked_on": fields.Date.to_string(entry.get("day") or card._get_today()),
            "tier_id": tier.id if tier else None,
            "multiplier": entry.get("multiplier"),
            "reversal_id": reverses.id if reverses else None,
            "reason": entry.get("reason"),
            **{figure: entry.get(figure) or 0.0 for figure in FIGURES},
            **(entry.get("extra") or {}),
        }
        row["lot"] = self._prepare_lot(entry)
        row["may_owe"] = entry.get("may_owe", False)
        return row

    @api.model
    def _prepare_lot(self, entry):
        """Return the day of expiry, False for never, None for “by the programme”."""
        if "expires_on" not in entry:
            return None
        return fields.Date.to_string(entry["expires_on"]) or False

    @api.model
    def _find_booked(self, rows):
        """Return ``{key: id}`` of rows that are booked already, word for word."""
        found = self.env.execute_query_dict(
            SQL(
                """
                SELECT id, source_key, pool_id, kind, event, issued, used, pending
                  FROM loyalty_history
                 WHERE source_key = ANY(%s) AND kind IS NOT NULL
                """,
                [row["source_key"] for row in rows],
            )
        )
        booked = {row["source_key"]: row for row in found}
        for row in rows:
            if row["source_key"] in booked:
                self._check_same(row, booked[row["source_key"]])
        return {key: row["id"] for key, row in booked.items()}

    @api.model
    def _get_new_rows(self, rows, booked):
        """Return the rows that are not booked yet, each key once."""
        new = {}
        for row in rows:
            key = row["source_key"]
            if key not in booked:
                self._check_same(row, new.setdefault(key, row))
        return list(new.values())

    @api.model
    def _check_same(self, row, before):
        if before is not row and any(before[name] != row[name] for name in CONTENT):
            raise ValidationError(
                self.env._(
                    "“%(key)s” is already booked with other content. A new event "
                    "needs a key of its own.",
                    key=row["source_key"],
                )
            )

    @api.model
    def _get_taken_pools(self, rows):
        """Return the pools from which is taken, and those whose debt is paid now."""
        pools = self.env["crm.loyalty.pool"].sudo()
        taken = pools.browse({row["pool_id"] for row in rows if row["used"]})
        given = pools.browse({row["pool_id"] for row in rows if row["issued"]})
        given.fetch(["is_owing"])
        return taken | (given - taken).filtered("is_owing")

    @api.model
    def _insert_rows(self, rows):
        """Insert ``rows`` in one statement and write their ids into them."""
        names = list(dict.fromkeys(name for row in rows for name in row))
        names = [name for name in names if name not in ASIDE]
        columns = SQL(", ").join(map(SQL.identifier, names))
        types = self._get_column_types(names)
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO loyalty_history
                       (%(columns)s, create_uid, write_uid, create_date, write_date)
                SELECT %(columns)s, %(uid)s, %(uid)s,
                       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM ROWS FROM (
                       json_to_recordset(%(rows)s::json) AS (%(types)s)
                  ) WITH ORDINALITY
                 ORDER BY ordinality
                ON CONFLICT (source_key) WHERE kind IS NOT NULL DO NOTHING
                RETURNING source_key, id
                """,
                columns=columns,
                types=types,
                uid=self.env.uid,
                rows=json.dumps(rows),
            )
        )
        ids = dict(found)
        if len(ids) < len(rows):
            raise ConcurrencyError("somebody else is booking the same event")
        for row in rows:
            row["id"] = ids[row["source_key"]]

    @api.model
    def _get_column_types(self, names):
        return SQL(", ").join(
            SQL(
                "%s %s",
                SQL.identifier(name),
                SQL(self._fields[name].column_type[1]),  # pylint: disable=sql-injection
            )
            for name in names
        )

    @api.model
    def _forget_balances(self):
        """Let balances be read anew: they are sums over what was just inserted."""
        self.env["loyalty.card"].invalidate_model(
            ["points", "points_pending", "points_display", "history_ids"], flush=False
        )
        self.env["crm.loyalty.pool"].invalidate_model(
            ["points", "points_pending", "history_ids", "lot_ids"], flush=False
        )
