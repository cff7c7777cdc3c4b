"""The web client's bundles, built once: a tour would build them for itself and forget them."""

from . import session

BUNDLES = (
    "survey.survey_assets",
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_tests",
    "web.assets_web",
    "web.assets_web_print",
    "web.report_assets_common",
)


def build(name):
    """Build the scripts and styles of ``BUNDLES`` and keep them in database ``name``."""
    with session.registry(name) as opened, session.transaction(opened) as env:
        for bundle in BUNDLES:
            env["ir.qweb"]._get_asset_bundle(bundle, css=False, js=True).js()
            env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=False).css()
