"""Records of councils: read, checked, loaded, counted. Knows neither screen nor charts.

From the bottom up: `text errors settings accounts findings`, `reference periods`, `declare` (the languages), `records`
and `metrics` (what is declared), `database`, `reading` (files to rows of text) beside `figures` (records to figures),
`loading` (rows into records), `upgrade`, and the command line on top. The layers stand in pyproject.toml and are held by `make check`.
"""

from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)  # so that `records` and `metrics` find kinds in other folders of PYTHONPATH
