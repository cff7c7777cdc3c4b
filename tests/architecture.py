# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The arrows of the house: who may name whom, read from the code as text.

Rooms never import each other, so imports alone would see nothing: string literals
that name a model (``env["crm.x"]``, comodels, ``_inherit``) are arrows too.
"""

import ast
import re
from pathlib import Path

# A room may name the rooms listed; crm_lifecycle/models/<room>/.
MAY_NAME = {
    "base": {"base"},
    "value": {"base", "value"},
    "lifecycle": {"base", "value", "lifecycle"},
    "service": {"base", "value", "lifecycle", "service"},
    "contact": {"base", "value", "lifecycle", "contact"},
    "governance": {"base", "value", "lifecycle", "service", "contact", "governance"},
}
MAY_NAME["insight"] = MAY_NAME["governance"] | {"insight"}
STRANGERS = {"crm_loyalty": "crm_survey", "crm_survey": "crm_loyalty"}
MODEL = re.compile(r"^crm\.[a-z_.]+$")


def find_violations(root):
    """Return a sentence per forbidden arrow below ``root``, a checkout."""
    root = Path(root)
    return sorted(
        _check_engines(root)
        + _check_rooms(root / "crm_lifecycle")
        + _check_helpdesk(root / "crm_lifecycle")
        + _check_strangers(root)
    )


def _parse(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _get_imports(tree):
    """Yield ``(level, dotted name)`` of every import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ""


def _get_literals(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _check_engines(root):
    return [
        f"{path.relative_to(root)}: the engine imports {name}"
        for path in root.glob("crm_*/engine/*.py")
        for _level, name in _get_imports(_parse(path))
        if name.split(".")[0] == "odoo"
    ]


def _map_models(addon):
    """Return ``{model: room}`` of the models that ``addon`` defines."""
    rooms = {}
    for path in addon.glob("models/*/*.py"):
        for node in ast.walk(_parse(path)):
            if isinstance(node, ast.ClassDef):
                values = _get_class_values(node)
                name = values.get("_name")
                if name and name not in _as_list(values.get("_inherit")):
                    rooms[name] = path.parent.name
    return rooms


def _get_class_values(node):
    """Return the class attributes that are literals, by name."""
    values = {}
    for item in node.body:
        if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            try:
                values[item.targets[0].id] = ast.literal_eval(item.value)
            except ValueError:
                continue
    return values


def _as_list(value):
    return [value] if isinstance(value, str) else value or []


def _check_rooms(addon):
    rooms = _map_models(addon)
    found = []
    for path in addon.glob("models/*/*.py"):
        tree, room = _parse(path), path.parent.name
        place = path.relative_to(addon.parent)
        if room not in MAY_NAME:
            found.append(f"{place}: {room} is not a room of the house")
            continue
        found += [
            f"{place}: {room} names {name} of {rooms[name]}"
            for name in set(_get_literals(tree))
            if MODEL.match(name) and rooms.get(name, room) not in MAY_NAME[room]
        ]
        found += [
            f"{place}: {room} imports {'.' * level}{name}"
            for level, name in _get_imports(tree)
            if _is_foreign_import(level, name, path)
        ]
    return found


def _is_foreign_import(level, name, path):
    """Whether it is an import of another model's file or of another room."""
    if level == 0:
        return name.startswith("odoo.addons.crm_lifecycle.models")
    if level == 1:
        return path.name != "__init__.py"
    return not name.startswith("engine")


def _check_helpdesk(addon):
    """Only the service room knows which helpdesk there is."""
    files = [
        *addon.glob("models/*/*.py"),
        *addon.glob("views/*/*.xml"),
        *addon.glob("engine/*.py"),
    ]
    return [
        f"{path.relative_to(addon.parent)}: names the helpdesk outside service"
        for path in files
        if path.parent.name != "service"
        and "helpdesk." in path.read_text(encoding="utf-8")
    ]


def _check_strangers(root):
    return [
        f"{path.relative_to(root)}: names {stranger}"
        for addon, stranger in STRANGERS.items()
        for path in [*root.glob(f"{addon}/**/*.py"), *root.glob(f"{addon}/**/*.xml")]
        if stranger in path.read_text(encoding="utf-8")
    ]
