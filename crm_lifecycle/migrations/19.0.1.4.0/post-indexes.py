# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def migrate(cr, version):
    """Drop an index that only cost time: nobody looks for the clocks of a company."""
    cr.execute("DROP INDEX IF EXISTS crm_sla_clock__company_id_index")
