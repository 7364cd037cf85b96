"""The metrics, by the kind of record they are about; a new constant here is a new metric, found by itself."""

from dataclasses import replace
from importlib import import_module
from pkgutil import extend_path, iter_modules

from etl.declare.measures import Flow, Metric, Stand, count
from etl.records import KINDS

__path__ = extend_path(__path__, __name__)  # as in etl.records
_ORDER = [*KINDS]  # metrics stand in the order of the kinds; what is about all kinds stands last
_modules = sorted(
    (module.name for module in iter_modules(__path__)),
    key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name),
)

METRICS: dict[str, Metric] = {
    name: replace(value, id=name)
    for module in _modules
    for name, value in vars(import_module(f"{__name__}.{module}")).items()
    if isinstance(value, Metric)
}


def standing_in(place: Stand) -> list[str]:
    """Return the names of the metrics that are declared to stand in a place, in order."""
    return [name for name, metric in METRICS.items() if place in metric.stands_in]


# Every record by its own date, carried-over ones included: whether a unit has reported.
REPORTED: dict[str, Flow] = {name: count(kind.own_date()) for name, kind in KINDS.items()}


def _stored() -> dict[str, tuple[str, Flow]]:
    stored: dict[str, tuple[str, Flow]] = {}
    named = [(f"{name}.reported", flow) for name, flow in REPORTED.items()]
    named += [
        (f"{metric.id}.{number}", flow) for metric in METRICS.values() for number, flow in enumerate(metric.flows)
    ]
    for name, flow in named:
        stored.setdefault(flow.identity, (name, flow))
    return stored


_STORED = _stored()

# Every flow once, by the name under which its sums are stored.
MEASURES: dict[str, Flow] = dict(_STORED.values())


def measure_of(flow: Flow) -> str:
    """Return the name under which a flow's sums are stored; flows that count the same thing share one."""
    return _STORED[flow.identity][0]
