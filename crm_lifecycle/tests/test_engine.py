# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import doctest
import importlib
import inspect
import pkgutil

from odoo.tests import BaseCase, tagged

from .. import engine


@tagged("post_install", "-at_install")
class TestEngine(BaseCase):
    """The arithmetic's own examples hold."""

    def test_examples_in_the_docstrings(self):
        for found in pkgutil.iter_modules(engine.__path__):
            module = importlib.import_module(f"{engine.__name__}.{found.name}")
            functions = [
                item
                for _name, item in inspect.getmembers(module, inspect.isfunction)
                if item.__module__ == module.__name__
                and not item.__name__.startswith("_")
            ]
            result = doctest.testmod(module)
            with self.subTest(found.name):
                self.assertEqual(result.failed, 0)
                if functions:
                    self.assertGreater(result.attempted, 0)
