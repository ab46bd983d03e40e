#!/usr/bin/env python3
"""Draw the floors of an add-on, and fail where rooms call each other in a circle.

rooms.py [-v] [ADD-ON]   customer_classification without; -v: every arrow, with a reason

A room is a folder of models/, engine/ or reports/, or a file or folder beside them. An
arrow goes from the room that knows another one to the one that is known: by an import,
or by calling a method (through ``self``, ``env`` or any record) that our code defines.
A method that several rooms define is the hook of the lowest of them, in the order in
which models/__init__.py imports them. A room stands one floor above the highest that it
knows, so nothing ever points up.
"""

import ast
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Folders whose parts are rooms of their own, from the bottom up.
SPLIT = ("engine", "models", "reports")
#: Odoo's own methods that several of our models extend: who calls them knows no room.
ODOO = {"_has_field_access", "_compute_domain", "_get_failing"}
LEFT_OUT = {"tests", "migrations", "demo", "static", "i18n"}


def room_of(path):
    """The room of a file, by its path in the add-on."""
    parts = path.with_suffix("").parts
    if parts[0] in SPLIT and len(parts) > 1:
        if parts[0] == "models" and len(parts) == 2:
            return "models"
        return "/".join(parts[:2])
    return parts[0]


class House:
    """The rooms of an add-on and what they know of each other."""

    def __init__(self, folder):
        self.trees = {
            path.relative_to(folder): ast.parse(path.read_text(encoding="utf-8"))
            for path in sorted(folder.rglob("*.py"))
            if path.relative_to(folder).parts[0] not in LEFT_OUT
            # These gather what lies beside them and look at nothing; those of the
            # engine's rooms hold code.
            and (
                path.name not in ("__init__.py", "__manifest__.py")
                or path.parent.parent.name == "engine"
            )
        }
        self.order = self._order(folder)
        self.defined = self._definitions()
        self.arrows = defaultdict(set)
        for path, tree in self.trees.items():
            self._look(path, tree)

    def _order(self, folder):
        """{room: place} of the models, as they are imported."""
        tree = ast.parse((folder / "models/__init__.py").read_text(encoding="utf-8"))
        names = [
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        ]
        return {
            "models" if (folder / f"models/{name}.py").exists() else f"models/{name}": i
            for i, name in enumerate(names)
        }

    def _definitions(self):
        """{name of a method: rooms that define it}, of models and of protocols.

        What the engine asks of a model stands in a protocol of the engine: the model
        then looks down at it, not the engine up.
        """
        found = defaultdict(set)
        for path, tree in self.trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef) and (
                    path.parts[0] != "engine"
                    or any(getattr(b, "id", "") == "Protocol" for b in node.bases)
                ):
                    for part in node.body:
                        if isinstance(part, ast.FunctionDef):
                            found[part.name].add(room_of(path))
        return found

    def _look(self, path, tree):
        """Note the arrows that leave a file."""
        here, modules = room_of(path), set()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                base = path.parts[: len(path.parts) - node.level]
                base += tuple((node.module or "").split(".")) if node.module else ()
                for alias in node.names:
                    modules.add(alias.asname or alias.name)
                    self._import(here, path, base, alias.name)
            elif isinstance(node, ast.Import):
                modules |= {(a.asname or a.name).split(".")[0] for a in node.names}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                self._call(here, path, node.func, modules)

    def _import(self, here, path, base, name):
        """Note the room of ``from base import name``: a file, a package or a name."""
        for target in (Path(*base, name), Path(*base)):
            for file in (target.with_suffix(".py"), target / "__init__.py"):
                if file in self.trees:
                    if room_of(file) != here:
                        self.arrows[here, room_of(file)].add(f"{path} imports {name}")
                    return

    def _call(self, here, path, func, modules):
        value = func.value
        is_super = (
            isinstance(value, ast.Call) and getattr(value.func, "id", "") == "super"
        )
        if is_super or getattr(value, "id", None) in modules:
            return
        rooms = self.defined.get(func.attr, ())
        if (
            rooms
            and here not in rooms
            and func.attr not in ODOO
            and func.attr.startswith(("_", "action_", "get_"))
        ):
            there = min(rooms, key=self._place)
            self.arrows[here, there].add(f"{path}:{func.lineno} calls {func.attr}")

    def _place(self, room):
        """Where a room stands in the flow: engine, models in order, then others."""
        if room.startswith("engine"):
            return -1
        return self.order.get(room, len(self.order))

    def floors(self):
        """(list of floors from the bottom, rooms that are left over: in circles)."""
        rooms = {room_of(path) for path in self.trees}
        knows = {room: {b for a, b in self.arrows if a == room} for room in rooms}
        floors, done = [], set()
        while floor := {r for r in rooms - done if knows[r] <= done}:
            floors.append(sorted(floor))
            done |= floor
        return floors, self._circle(rooms - done, knows)

    def _circle(self, left, knows):
        """Of the rooms that are left, those that really are in a circle."""
        while idle := {r for r in left if not any(r in knows[o] for o in left)}:
            left = left - idle
        return left


def main(*arguments):
    names = [name for name in arguments if name != "-v"] or ["customer_classification"]
    house = House(ROOT / names[0])
    floors, circle = house.floors()
    for number, floor in reversed(list(enumerate(floors, 1))):
        print(f"{number:3}  {'   '.join(floor)}")
    for (here, there), why in sorted(house.arrows.items()):
        if "-v" in arguments or {here, there} <= circle:
            print(f"{here} -> {there}: {'; '.join(sorted(why)[:4])}")
    if circle:
        print(f"in a circle: {', '.join(sorted(circle))}", file=sys.stderr)
    return bool(circle)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
