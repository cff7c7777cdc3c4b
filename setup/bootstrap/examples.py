"""A pytest plugin: the values that Hypothesis tries are taken from our code, not from Odoo's.

It mixes the constants of all local code into its examples, and takes Odoo, which lies outside of
site-packages, for local: it would parse 3,000 files in each process, for ten seconds, and a test
would get other examples with each other module that happens to be loaded.
"""

import sys

from . import paths


def pytest_collection_finish(session):
    providers = sys.modules.get("hypothesis.internal.conjecture.providers")
    if providers:
        is_local = providers.is_local_module_file
        providers.is_local_module_file = lambda file: is_ours(file) and is_local(file)


def is_ours(file):
    """Whether a file is one of this checkout."""
    return file.startswith(f"{paths.CHECKOUT}/")
