"""Dataclasses that take a fifth of the time to make; their instances behave as those of the standard library do.

The standard library compiles up to seven methods of each dataclass, one after the other, whenever its module is
imported: half a millisecond a class in Python 3.11, and a merge imports some 350. Here a method is compiled when it is
called first, and most never are. ``replace`` takes half the time. For mypy both are those of the standard library.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from operator import attrgetter
from reprlib import recursive_repr
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, NoReturn

_Method = Callable[..., Any]
_ABSENT = object()
"""The default of a parameter whose value is made by a factory."""


def _light(
    cls: type | None = None,
    /,
    *,
    eq: bool = True,
    frozen: bool = False,
    kw_only: bool = False,
    slots: bool = False,
) -> Any:
    """The decorator, with or without arguments. ``field(init=False)`` and ``InitVar`` are not supported."""
    if cls is None:
        return lambda decorated: _light(decorated, eq=eq, frozen=frozen, kw_only=kw_only, slots=slots)
    own = vars(cls)
    # A class with an __eq__ of its own has __hash__ None in its body without asking for it.
    keeps_hash = "__hash__" in own and not (own["__hash__"] is None and "__eq__" in own)
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=kw_only, slots=slots)(cls)
    _add(made, "__init__", _later(made, "__init__", lambda: _initializer(made, frozen=frozen)))
    _add(made, "__repr__", _representation(fields(made)))
    if eq:
        _add(made, "__eq__", _later(made, "__eq__", lambda: _equality(made)))
        if not keeps_hash:
            made.__hash__ = _later(made, "__hash__", lambda: _hashing(made)) if frozen else None
    if frozen:
        _add(made, "__setattr__", _refuse_change)
        _add(made, "__delattr__", _refuse_change)
        if slots:  # a copy would be made by setting every field, which is refused
            _add(made, "__getstate__", _later(made, "__getstate__", lambda: _state_of(made)))
            _add(made, "__setstate__", _later(made, "__setstate__", lambda: _restoring(made)))
    return made


_Known = tuple[Mapping[str, int], Callable[[object], Iterable[object]], Sequence[str]]
"""The places of the fields of a class, the function that gives their values, and those that are keyword-only: the last.
"""
_FIELDS: dict[type, _Known] = {}


def _replaced(instance: Any, /, **changes: Any) -> Any:
    """A copy with other values of some fields, in a third of the time that ``dataclasses.replace`` takes."""
    cls = instance.__class__
    known = _FIELDS.get(cls)
    if known is None:
        known = _FIELDS[cls] = _fields_of(cls)
    places, values_of, by_name = known
    values = [*values_of(instance)]
    for name, value in changes.items():
        if name not in places:
            raise TypeError(f"{cls.__qualname__} has no field {name!r}")
        values[places[name]] = value
    if not by_name:
        return cls(*values)
    count = len(values) - len(by_name)
    return cls(*values[:count], **dict(zip(by_name, values[count:], strict=True)))


def _fields_of(cls: type) -> _Known:
    by_name = [each.name for each in fields(cls) if each.kw_only]
    names = [*(each.name for each in fields(cls) if not each.kw_only), *by_name]
    several = attrgetter(*names) if len(names) > 1 else lambda one: [getattr(one, name) for name in names]
    return {name: place for place, name in enumerate(names)}, several, by_name


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import replace as replace
else:
    dataclass, replace = _light, _replaced


def _add(cls: type, name: str, method: _Method) -> None:
    """Set a method, unless the class defines it itself."""
    if name not in vars(cls):
        setattr(cls, name, method)


def _later(cls: type, name: str, compile_it: Callable[[], _Method]) -> _Method:
    """The method that puts the compiled one in its place when it is called first."""

    def first(self: object, *positional: object, **by_name: object) -> Any:
        method = compile_it()
        method.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, method)
        return method(self, *positional, **by_name)

    return first


def _compiled(head: str, body: Sequence[str], **scope: Any) -> _Method:
    exec(f"def method({head}):\n " + "\n ".join(body or ["pass"]), scope)
    method: _Method = scope["method"]
    return method


def _initializer(cls: type, *, frozen: bool) -> _Method:
    """A frozen instance gets its values past its own ``__setattr__``."""
    scope: dict[str, Any] = {"_absent": _ABSENT}
    positional = ["self"]
    by_name: list[str] = []
    body: list[str] = []
    for each in fields(cls):
        name, value, default = each.name, each.name, ""
        if each.default_factory is not MISSING:
            scope[f"_make_{name}"] = each.default_factory
            default, value = "=_absent", f"_make_{name}() if {name} is _absent else {name}"
        elif each.default is not MISSING:
            scope[f"_default_{name}"] = each.default
            default = f"=_default_{name}"
        (by_name if each.kw_only else positional).append(name + default)
        body.append(_setting(cls, name, value, scope) if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    return _compiled(", ".join([*positional, *(["*", *by_name] if by_name else [])]), body, **scope)


def _setting(cls: type, name: str, value: str, scope: dict[str, Any]) -> str:
    """The line that sets a field past the ``__setattr__`` of its class, for which it puts functions into ``scope``.

    A slot sets it in two thirds of the time.
    """
    slot = getattr(cls, name, None)
    if isinstance(slot, MemberDescriptorType):
        scope[f"_set_{name}"] = slot.__set__
        return f"_set_{name}(self, {value})"
    scope["_set"] = object.__setattr__
    return f"_set(self, {name!r}, {value})"


def _values(found: Iterable[Field[Any]], owner: str = "self") -> str:
    """The expression for the tuple of these fields of an instance."""
    return f"({''.join([f'{owner}.{each.name}, ' for each in found])})"


def _equality(cls: type) -> _Method:
    found = [each for each in fields(cls) if each.compare]
    same = f"return {_values(found)} == {_values(found, 'other')}"
    return _compiled("self, other", [f"if other.__class__ is self.__class__: {same}", "return NotImplemented"])


def _hashing(cls: type) -> _Method:
    found = [each for each in fields(cls) if (each.compare if each.hash is None else each.hash)]
    return _compiled("self", [f"return hash({_values(found)})"])


def _state_of(cls: type) -> _Method:
    return _compiled("self", [f"return {_values(fields(cls))}"])


def _restoring(cls: type) -> _Method:
    scope: dict[str, Any] = {}
    lines = [_setting(cls, each.name, f"state[{at}]", scope) for at, each in enumerate(fields(cls))]
    return _compiled("self, state", lines, **scope)


def _representation(found: Sequence[Field[Any]]) -> _Method:
    names = [each.name for each in found if each.repr]

    @recursive_repr()
    def __repr__(self: object) -> str:  # noqa: N807 - it becomes a method
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({values})"

    return __repr__


def _refuse_change(_: object, name: str, *__: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot change field {name!r}")
