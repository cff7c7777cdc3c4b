# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from typing import Any, NamedTuple


class Workload(NamedTuple):
    """Work that the customers of a tier make, brought along or promised to them.

    Either ``query`` is SQL with ``profile_id`` and ``value``, what each customer brings
    along into whatever tier (NULL and missing customers count as 0); or ``rates`` is
    ``{tier id: work per unit}``, what the tier promises; a tier that is not in it has
    no figure. Units are its customers or, where ``per`` says so, their revenue.
    """

    label: str
    query: Any = None
    rates: dict | None = None
    per: str = "customers"

    def promise(self, tier_id, units):
        """Return the work that a tier's promise makes for so many units, or None.

        >>> Workload("Contacts per week", rates={7: 0.5}).promise(7, 40)
        20.0
        >>> Workload("Contacts per week", rates={7: 0.5}).promise(8, 40) is None
        True
        """
        rate = (self.rates or {}).get(tier_id)
        return None if rate is None else units * rate
