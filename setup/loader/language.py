"""The administrator's language."""

from bootstrap.console import Failure

from . import session


def ensure(name, code):
    """Load the language ``code`` and give it to the administrator."""
    with session.registry(name) as opened, session.transaction(opened) as env:
        found = env["res.lang"].with_context(active_test=False).search([("code", "=", code)])
        if not found:
            raise Failure(f"Odoo knows no language '{code}'", "say for example --lang zh_CN")
        if not found.active:
            modules = env["ir.module.module"].search([("state", "=", "installed")])
            env["res.lang"]._activate_lang(code)
            modules._update_translations(code)
        env.ref("base.user_admin").lang = code
