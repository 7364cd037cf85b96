"""The record kinds, one file each; a new file here is a new kind, found by itself.

So is one in `etl/records` (its metrics in `etl/metrics`) of any folder on PYTHONPATH: an office adds kinds of its own
without touching the program.
"""

from importlib import import_module
from pkgutil import extend_path, iter_modules

from etl.declare.fields import Record

__path__ = extend_path(__path__, __name__)
for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

# In the order in which a reader meets them: by the name of the file, the council's own kinds first.
KINDS: dict[str, type[Record]] = {
    kind.about.name: kind for kind in sorted(Record.__subclasses__(), key=lambda kind: kind.about.position)
}
