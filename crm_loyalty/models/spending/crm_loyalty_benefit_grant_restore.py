from collections import defaultdict

from odoo import models


class CrmLoyaltyBenefitGrant(models.Model):
    """What comes back when a benefit is withdrawn: as many writes as values."""

    _inherit = "crm.loyalty.benefit.grant"

    def _withdraw(self):
        """End these benefits; put back what was there, unless somebody changed it.

        The latest first, so that benefits on top of each other come off in turn.
        """
        for company, grants in self.grouped("company_id").items():
            grants.date_until = self.env["crm.value.night"]._get_today(company)
        others = self.search(
            [("partner_id", "in", self.partner_id.ids), ("date_until", "=", False)],
            order="id",
        ).grouped("partner_id")
        values, changed = {}, self.browse()
        for grant in self.sorted("id", reverse=True):
            for name, (former, given) in (grant.changes or {}).items():
                above = grant._find_above(others.get(grant.partner_id, ()), name, given)
                if above:
                    above._sink(name, former)
                elif not grant._take_off(values, name, former, given):
                    changed |= grant
        changed.note = self.env._("Changed by hand meanwhile; left as it is.")
        self._write_back(values)

    def _find_above(self, others, name, given):
        """Return the benefit that was granted on top of this one, or None."""
        is_own = self.env["res.partner"]._fields[name].company_dependent
        for grant in others:
            if (
                grant.id > self.id
                and (grant.changes or {}).get(name, [None])[0] == given
                and not (is_own and grant.company_id != self.company_id)
            ):
                return grant
        return None

    def _sink(self, name, former):
        """Take over what was there before the benefit below, which ends."""
        self.changes = {**self.changes, name: [former, self.changes[name][1]]}

    def _take_off(self, values, name, former, given):
        """Note in ``values`` that ``former`` comes back; False if somebody changed it.

        ``values`` holds ``{(contact, field, tag): value}`` as it will be.
        """
        field = self.env["res.partner"]._fields.get(name)
        if not field or former == given:
            return True
        contact = self.partner_id.with_company(self.company_id)
        if not field.company_dependent:
            contact = contact.with_env(self.env)
        key = (contact, name, given if field.type == "many2many" else None)
        present = values.get(key)
        if key not in values:
            present = contact._read_linked(name, given)
        if present != given:
            return False
        values[key] = former
        return True

    def _write_back(self, values):
        groups = defaultdict(list)
        for (contact, name, tag), value in values.items():
            groups[contact.env.company, name, tag, value].append(contact.id)
        for (company, name, tag, value), ids in groups.items():
            contacts = self.env["res.partner"].with_company(company).browse(ids)
            contacts._write_linked(name, tag, value)
