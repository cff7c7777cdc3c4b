# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

SUMS = ("customers", "revenue", "clv")


class CrmValueSimulatorScreen(models.AbstractModel):
    """Puts what the simulator found in the shape of its screen: plain values."""

    _name = "crm.value.simulator.screen"
    _inherit = ["crm.value.simulator", "crm.value.simulator.movers"]
    _description = "Screen of the simulator"

    @api.model
    def _get_setting(self, policy):
        """Return what stays the same while thresholds are moved."""
        workloads = self.env["crm.value.tier"]._get_workloads(
            policy.company_id, self.env["crm.value.night"]._get_today(policy.company_id)
        )
        return {
            "tiers": [
                {
                    "id": tier.id,
                    "name": tier.name,
                    "color": tier.color,
                    "is_fallback": tier == policy.fallback_tier_id,
                }
                for tier in self._get_tiers(policy)
            ],
            "thresholds": self.env["crm.value.threshold"]._describe(policy),
            "workloads": [
                {"name": name, "label": work.label} for name, work in workloads.items()
            ],
            "rank": {
                "measure": policy.rank_by,
                "label": dict(
                    policy._fields["rank_by"]._description_selection(self.env)
                )[policy.rank_by],
                "unit": "points" if policy.rank_by == "score" else "money",
            },
            "currency_id": policy.company_id.currency_id.id,
        }

    @api.model
    def _get_tiers(self, policy):
        """Return the tiers of the draft, and those that customers have besides."""
        ids = self.env["crm.value.night"]._get_tier_ids(policy)
        groups = self.env["crm.customer.profile"]._read_group(
            [("company_id", "=", policy.company_id.id), ("tier_id", "!=", False)],
            ["tier_id"],
        )
        present = [tier.id for (tier,) in groups]
        tiers = self.env["crm.value.tier"].with_context(active_test=False)
        return tiers.browse(dict.fromkeys([*ids, *present])).sorted("sequence")

    @api.model
    def _get_answer(self, policy, values):
        """Return what the draft would do with thresholds ``values``, see
        ``crm.value.threshold``.

        :return: ``{"customers", "without_purchase", "edges", "bars" (of each
            ``{"customers", "revenue", "clv", "tiers": {tier id: customers}}``),
            "present" and "proposed" (``{tier id: {"customers", "revenue",
            workload…}}``), "places" (``{threshold: rank value or None}``), "up",
            "down", "movers" (first page), "notices"}``
        """
        thresholds = self.env["crm.value.threshold"]
        ends = thresholds._get_ends(policy)
        with thresholds._on_trial(policy, values):
            trial = self._prepare_trial(policy)
            cells = self._get_cells(trial)
            answer = {
                "edges": trial.edges,
                "bars": self._fold_bars(cells, len(trial.edges)),
                "present": self._fold_tiers(trial, cells, "from_tier"),
                "proposed": self._fold_tiers(trial, cells, "to_tier"),
                "places": self._get_places(trial, ends),
                **self._count_customers(cells),
            }
            moved = answer["up"] + answer["down"]
            found = self._read_movers(trial) if moved else []
            answer["movers"] = self._describe_movers(trial, found)
        return answer | {"notices": self._get_notices(policy, answer)}

    @api.model
    def _get_mover_page(self, policy, values, direction, offset):
        """Return ``{"total", "movers"}``: one page of who would move."""
        with self.env["crm.value.threshold"]._on_trial(policy, values):
            trial = self._prepare_trial(policy)
            rows, total = self._get_movers(trial, direction, max(0, int(offset)))
            return {"total": total, "movers": self._describe_movers(trial, rows)}

    @api.model
    def _count_customers(self, cells):
        directions = self._get_directions()
        moved = {"up": 0, "down": 0}
        for cell in cells:
            way = directions.get((cell["from_tier"], cell["to_tier"]))
            if way:
                moved[way] += cell["customers"]
        return {
            "customers": sum(cell["customers"] for cell in cells),
            "without_purchase": sum(
                cell["customers"] for cell in cells if cell["bar"] is None
            ),
            **moved,
        }

    @api.model
    def _fold_bars(self, cells, count):
        bars = [dict.fromkeys(SUMS, 0) | {"tiers": {}} for _bar in range(count)]
        for cell in cells:
            if cell["bar"] is None:
                continue
            bar = bars[cell["bar"]]
            for name in SUMS:
                bar[name] += cell[name] or 0
            tiers, tier_id = bar["tiers"], cell["to_tier"]
            tiers[tier_id] = tiers.get(tier_id, 0) + cell["customers"]
        return bars

    @api.model
    def _fold_tiers(self, trial, cells, side):
        """Add up cells by present (``from_tier``) or proposed (``to_tier``) tier."""
        company = trial.policy.company_id
        workloads = self.env["crm.value.tier"]._get_workloads(company, trial.today)
        queries = [name for name, work in workloads.items() if work.query]
        names = ["customers", "revenue", *queries]
        found = {}
        for cell in cells:
            sums = found.setdefault(cell[side], dict.fromkeys(names, 0))
            for name in names:
                sums[name] += cell[name] or 0
        for tier_id, sums in found.items():
            for name, work in workloads.items():
                if not work.query:
                    sums[name] = work.promise(tier_id, sums[work.per])
        return {tier_id or 0: sums for tier_id, sums in found.items()}

    @api.model
    def _get_places(self, trial, ends):
        """Return ``{threshold: rank value or None}`` for those on the axis."""
        return {
            key: criterion._get_axis_place(name, trial.bounds)
            for key, ((criterion, name), *_linked) in ends.items()
            if criterion._is_on_axis()
        }

    @api.model
    def _get_notices(self, policy, answer):
        """Return what people should know of these figures, in plain sentences."""
        notices = []
        if not policy._get_active(policy.company_id):
            notices.append(
                self.env._(
                    "No policy is in force. The tiers of today are those of the last "
                    "one, or none."
                )
            )
        if others := policy._get_other_settings():
            notices.append(
                self.env._(
                    "Last night's figures were made with other settings "
                    "(%(settings)s). The simulator reads these figures; “Simulate all” "
                    "counts anew and is exact.",
                    settings=", ".join(others),
                )
            )
        if answer["customers"] and not answer["edges"]:
            notices.append(
                self.env._(
                    "No customer has a purchase, so there is nothing to rank. Look at "
                    "the source of revenue of this draft, or post invoices first."
                )
            )
        return notices + self._get_tier_notices(policy, answer)

    @api.model
    def _get_tier_notices(self, policy, answer):
        """Return which tier takes everybody, or which ones nobody."""
        everybody, tiers = answer["customers"], policy.tier_line_ids.tier_id
        counts = {
            tier: answer["proposed"].get(tier.id, {}).get("customers", 0)
            for tier in (tiers | policy.fallback_tier_id).sorted("sequence")
        }
        empty = [tier.name for tier in tiers if not counts[tier]]
        if not everybody:
            return []
        if full := [tier.name for tier, row in counts.items() if row == everybody]:
            return [
                self.env._(
                    "All customers would be in “%(tier)s”: nobody is told apart.",
                    tier=full[0],
                )
            ]
        return empty and [
            self.env._(
                "Nobody would be in “%(tiers)s”.",
                tiers=self.env._("” and “").join(empty),
            )
        ]
