"""Arithmetic over named scores, as a multi grader's ``calculate_output`` writes it."""

from __future__ import annotations

import ast
import contextlib
import math
import operator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "floor": math.floor,
    "ceil": math.ceil,
    "exp": math.exp,
    "sqrt": math.sqrt,
    "log": math.log,
}
_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


class FormulaError(Exception):
    """A formula that cannot be read or computed."""


def check(formula: str, names: Collection[str]) -> None:
    """Check a formula without computing it.

    Raises:
        FormulaError: It is no arithmetic, or speaks of a name that is not in ``names``.
    """
    tree = _parse(formula)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in names and node.id not in _FUNCTIONS:
            raise FormulaError(f"unknown name '{node.id}'")
    # What cannot be computed for one value need not be wrong for another.
    with contextlib.suppress(ArithmeticError, ValueError, TypeError):
        _value(tree.body, dict.fromkeys(names, 0.5))


def compute(formula: str, scores: Mapping[str, float]) -> float:
    """Compute a formula.

    Raises:
        FormulaError: It is no arithmetic, names something unknown, or divides by zero.
    """
    try:
        return float(_value(_parse(formula).body, scores))
    except (ArithmeticError, ValueError, TypeError) as error:
        raise FormulaError(str(error)) from error


def _parse(formula: str) -> ast.Expression:
    try:
        return ast.parse(formula.strip(), mode="eval")
    except (SyntaxError, ValueError) as error:
        raise FormulaError(f"not a formula: {formula}") from error


def _value(node: ast.expr, scores: Mapping[str, float]) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name) if name in scores:
            return scores[name]
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            return _OPERATORS[type(sign)](_value(left, scores), _value(right, scores))
        case ast.UnaryOp(op=sign, operand=operand) if type(sign) in _OPERATORS:
            return _OPERATORS[type(sign)](_value(operand, scores))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_value(each, scores) for each in arguments))
        case _:
            raise FormulaError(f"not allowed in a formula: {ast.unparse(node)}")
