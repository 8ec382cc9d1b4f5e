"""Where the files of a folder call something and what they define, by Python's own parser: one object of JSON."""

import ast
import json
import pathlib
import sys


def utf16(line, offset):
    """A column as editors count it, of one in bytes."""
    return len(line.encode()[:offset].decode().encode("utf-16-le")) // 2


def read(text):
    lines = text.split("\n")
    calls, definitions = [], []

    def place(node, back=0):
        return {"line": node.end_lineno, "column": utf16(lines[node.end_lineno - 1], node.end_col_offset - back)}

    def named(node):
        if isinstance(node, ast.Attribute):
            return place(node, len(node.attr.encode()))
        return place(node, len(node.id.encode())) if isinstance(node, ast.Name) else None

    def visit(node, within):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            kind = "class" if isinstance(node, ast.ClassDef) else "function"
            definitions.append({"line": node.lineno, "name": node.name, "kind": kind})
            for one in node.decorator_list:
                visit(one, within)
            inner = within if kind == "class" else [*within, node.lineno]
            for one in ast.iter_child_nodes(node):
                if one not in node.decorator_list:
                    visit(one, inner)
            return
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
            isMember = isinstance(node.func, ast.Attribute)
            calls.append(
                {
                    "line": node.func.lineno,
                    "name": node.func.attr if isMember else node.func.id,
                    "at": named(node.func),
                    "isMember": isMember,
                    "of": named(node.func.value) if isMember else None,
                    "within": within,
                }
            )
        for one in ast.iter_child_nodes(node):
            visit(one, within)

    tree = ast.parse(text)
    visit(tree, [])
    pending = list(tree.body)
    while pending:
        node = pending.pop()
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for one in targets if isinstance(node, (ast.Assign, ast.AnnAssign)) else []:
            if isinstance(one, ast.Name):
                definitions.append({"line": one.lineno, "name": one.id, "kind": "variable"})
        if isinstance(node, (ast.If, ast.Try, ast.ExceptHandler, ast.With)):
            pending.extend(one for one in ast.iter_child_nodes(node) if isinstance(one, (ast.stmt, ast.ExceptHandler)))
    return {"calls": calls, "definitions": definitions}


root = pathlib.Path(sys.argv[1])
print(json.dumps({path: read((root / path).read_text("utf-8")) for path in json.load(sys.stdin)}))
