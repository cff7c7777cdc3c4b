# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
from collections import ChainMap

from odoo import api, models
from odoo.tools import SQL

FENCE = SQL("pg_is_in_recovery()")
WORD = re.compile(r"\w+\b(?!\.)")  # names of columns, not of relations


class CrmValueLayers(models.AbstractModel):
    """Puts columns on columns: each is computed once per customer, by many processes.

    PostgreSQL merges a subquery into the one above it and copies its expressions to
    every place that names them. A column that may change by itself keeps it from that
    (``OFFSET 0`` would too, but lets one process alone do the work): a fence. Of the
    functions said to be like that, the one here is the cheapest.
    """

    _name = "crm.value.layers"
    _description = "Layers of SQL"

    @api.model
    def _stack(self, relation, layers, columns=None, names=(), is_open=False):
        """Return ``relation`` with the columns of all layers added, as ``score``.

        A column is computed as soon as what it reads is there: few levels, because
        each one costs a copy of the row. A condition on the result would be copied
        down through all levels: put it on :meth:`_seal`.

        :param columns: all columns of ``relation``; then a row carries no more of
            them, and of the layers, than is needed further up
        :param names: the columns that are needed at the top
        :param bool is_open: each column of the last level is read in one place, so
            it is computed there
        """
        levels = self._get_levels(layers)
        carried = [[SQL("*")]] * len(levels)
        if columns is not None:
            levels, carried = self._prune(levels, columns, names)
        for height, (level, carry) in enumerate(zip(levels, carried, strict=True)):
            is_last = height == len(levels) - 1
            fence = {} if is_open and is_last else {f"fence_{height}": FENCE}
            relation = SQL(
                "(SELECT %(columns)s FROM %(relation)s) AS score",
                columns=SQL(", ").join([*carry, self._select_named(level | fence)]),
                relation=relation,
            )
        return relation

    @api.model
    def _prune(self, levels, columns, names):
        """Return the levels without what nobody reads, and what each has to carry."""
        needed, pruned, carried = set(names), [], []
        for height, level in reversed(list(enumerate(levels))):
            kept = {name: value for name, value in level.items() if name in needed}
            below = set(columns).union(*levels[:height])
            carry = needed & below - set(kept)
            words = {word for sql in kept.values() for word in WORD.findall(sql.code)}
            needed = carry | words & below
            if kept:
                pruned.append(kept)
                carried.append([SQL.identifier(name) for name in sorted(carry)])
        return pruned[::-1], carried[::-1]

    @api.model
    def _seal(self, relation):
        """Return a stacked relation that conditions may be put on."""
        return SQL("(SELECT * FROM %(relation)s OFFSET 0) AS score", relation=relation)

    @api.model
    def _get_levels(self, layers):
        """Return the columns of ``layers`` in as few dictionaries as can be.

        A column stands one level above the highest column that its SQL names.
        """
        heights, levels = {}, []
        for name, value in ChainMap(*reversed(layers)).items():
            words = WORD.findall(value.code)
            height = max(
                (heights[word] + 1 for word in words if word in heights), default=0
            )
            heights[name] = height
            if height == len(levels):
                levels.append({})
            levels[height][name] = value
        return levels

    @api.model
    def _select_named(self, expressions):
        """Return ``expression AS name, …`` as SQL."""
        return SQL(", ").join(
            SQL("%(value)s AS %(name)s", value=value, name=SQL.identifier(name))
            for name, value in expressions.items()
        )

    @api.model
    def _select_from(self, relation, names):
        """Return ``relation.name, …`` as SQL."""
        return SQL(", ").join(SQL.identifier(relation, name) for name in names)
