# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Our addons come and go without a trace in core's records."""


def test_uninstalled_and_installed_again(stage):
    stage.play("make_documents")
    before = stage.play("count_core")
    table = stage.play("table")["table"]
    assert before["tables"] == 4
    stage.play("uninstall")
    after = stage.play("count_core")
    assert after == before | {"tables": 0, "links": 0}
    assert stage.play("install")["table"] == table
    assert stage.play("linked_documents") == {"helpdesk.ticket": 1, "crm.lead": 1}
