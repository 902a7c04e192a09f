"""Light dataclasses: instances of one class body behave alike under this decorator and that of the standard library."""

from __future__ import annotations

import ast
import copy
import dataclasses
import importlib
import inspect
import pickle
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from lianping_xlsx.core import light_dataclass
from tests.house import modules

BODIES = '''
from dataclasses import field
from functools import cached_property
from typing import Generic, TypeVar

T = TypeVar("T")

@dataclass(frozen=True, slots=True)
class Spot:
    """A frozen one without a dictionary."""

    row: int
    column: int = 0
    words: list = field(default_factory=list, hash=False)
    secret: str = field(default="s", repr=False, compare=False)

@dataclass(frozen=True, slots=True)
class Alone:
    value: float

@dataclass(frozen=True)
class Base(Generic[T]):
    value: T
    others: tuple = ()

    @cached_property
    def twice(self):
        return (self.value, self.value)

@dataclass(frozen=True, kw_only=True)
class Inherits(Base):
    more: int = 3
    least: int

@dataclass
class Changes:
    count: int = 0
    seen: dict = field(default_factory=dict)

    def __post_init__(self):
        self.count += 1

@dataclass(slots=True)
class Empty:
    pass

@dataclass(frozen=True, eq=False, slots=True)
class Itself:
    name: str

@dataclass(frozen=True)
class Own:
    name: str

    def __eq__(self, other):
        return isinstance(other, Own)

    def __hash__(self):
        return 7

    def __repr__(self):
        return "own"
'''
NOT_EQUAL_TO_ITSELF: tuple[Any, ...] = (((float("nan"),), {}),) if sys.version_info < (3, 13) else ()
"""From Python 3.13 on the standard library takes an instance with it for unequal to itself. None here holds it."""
CALLS: dict[str, tuple[tuple[tuple[object, ...], dict[str, object]], ...]] = {
    "Spot": (
        ((1,), {}),
        ((1, 0, []), {}),
        ((1,), {"column": 2}),
        ((1, 0, [], "t"), {}),
        ((), {}),
        ((1, 2, [], "", 5), {}),
    ),
    "Alone": (((1.5,), {}), *NOT_EQUAL_TO_ITSELF, ((), {"other": 1})),
    "Base": (((1,), {}), (("a", (1,)), {}), ((), {"value": 2})),
    "Inherits": (((1,), {"least": 2}), ((1,), {"least": 2, "more": 4}), ((1,), {}), ((1, (), 2, 3), {})),
    "Changes": (((), {}), ((4,), {}), ((4, {"a": 1}), {})),
    "Empty": (((), {}), ((1,), {})),
    "Itself": ((("a",), {}),),
    "Own": ((("a",), {}), (("b",), {})),
}


def made_by(source: ModuleType) -> ModuleType:
    """The classes of BODIES under the decorator of a module, as a module that pickle finds."""
    name = f"{__name__}_of_{source.__name__}"
    module = ModuleType(name)
    sys.modules[name] = module
    vars(module).update(dataclass=source.dataclass, replace=source.replace)
    exec(BODIES, vars(module))
    return module


LIGHT, STANDARD = made_by(light_dataclass), made_by(dataclasses)


def told(act: Callable[..., Any], *given: object, **by_name: object) -> Any:
    """What comes of an act, or the class of its error."""
    try:
        return act(*given, **by_name)
    except Exception as fault:
        return type(fault)


def same_hash(one: object) -> bool:
    """Whether a copy has the hash of the instance."""
    return hash(one) == hash(copy.copy(one))


def behaviour(module: ModuleType, name: str) -> Iterator[object]:
    """All that can be seen of the instances of a class."""
    cls = getattr(module, name)
    made = [told(cls, *call[0], **call[1]) for call in CALLS[name]]
    yield [each if isinstance(each, type) else repr(each) for each in made]
    instances = [each for each in made if not isinstance(each, type)]
    yield [[one == other for other in (*instances, object(), *map(copy.deepcopy, instances))] for one in instances]
    yield [told(same_hash, one) for one in instances]
    yield len({told(hash, one) for one in instances})
    yield [repr(pickle.loads(pickle.dumps(one))) for one in instances]
    yield [dataclasses.asdict(one) for one in instances]
    names = [each.name for each in dataclasses.fields(cls)]
    yield [repr(told(module.replace, one, **{name: 5})) for one in instances for name in (*names, "unknown")]
    yield [repr(module.replace(one)) for one in instances]
    for each in dataclasses.fields(cls):
        yield each.name, each.init, each.repr, each.compare, each.hash, each.kw_only
        yield [told(setattr, one, each.name, 9) for one in instances]
        yield [told(delattr, one, each.name) for one in instances]
    # With slots, the standard library refuses by a TypeError of its own fault (CPython issue 90562).
    yield [isinstance(told(setattr, one, "unknown", 1), type) for one in instances]
    yield [told(vars, one) for one in instances]
    yield getattr(cls, "__match_args__", None), cls.__doc__ if BODIES.count(str(cls.__doc__)) else ""
    yield [told(getattr, one, "twice") for one in instances]


@pytest.mark.parametrize("name", CALLS)
def test_an_instance_behaves_as_one_of_the_standard_library(name: str) -> None:
    assert list(behaviour(LIGHT, name)) == list(behaviour(STANDARD, name))


def test_an_instance_that_contains_itself_has_a_text() -> None:
    for module in (LIGHT, STANDARD):
        outer = module.Changes()
        outer.seen["self"] = outer
        assert repr(outer) == "Changes(count=1, seen={'self': ...})"


def test_the_parameters_of_every_class_of_the_package_are_those_of_the_standard_library() -> None:
    """The compiled ``__init__`` against that of a class with the same fields; some 400 classes."""
    compared = 0
    for dotted, module in modules().items():
        if dotted.startswith("audit.recount") or module.is_door:
            continue
        imported = importlib.import_module(f"lianping_xlsx.{dotted}")
        for cls in vars(imported).values():
            if isinstance(cls, type) and dataclasses.is_dataclass(cls) and cls.__module__ == imported.__name__:
                light = inspect.signature(light_dataclass._initializer(cls, frozen=True))
                assert parameters(light) == parameters(inspect.signature(twin(cls))), cls
                compared += 1
    assert compared > 300


def test_the_package_uses_no_others() -> None:
    """But the second count, which imports nothing of the package."""
    others = [
        dotted
        for dotted, module in modules().items()
        if not dotted.startswith("audit.recount") and dotted != "core.light_dataclass"
        for node in module.nodes(ast.ImportFrom)
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses"
        if {"dataclass", "replace"} & {alias.name for alias in node.names}
    ]
    assert others == []


def twin(cls: type) -> type:
    """A class of the standard library with the same fields."""
    found = []
    for each in dataclasses.fields(cls):
        made = {"default": each.default, "default_factory": each.default_factory}
        given: Any = {name: value for name, value in made.items() if value is not dataclasses.MISSING}
        found.append((each.name, object, dataclasses.field(init=each.init, kw_only=each.kw_only, **given)))
    return dataclasses.make_dataclass(cls.__name__, found)


def parameters(signature: inspect.Signature) -> list[tuple[str, object, object]]:
    """Name, kind and whether there is a default, without ``self``."""
    each = [parameter for parameter in signature.parameters.values() if parameter.name != "self"]
    return [(one.name, one.kind, one.default is inspect.Parameter.empty) for one in each]
