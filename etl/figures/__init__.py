"""From records to figures: measures kept up to date, figures computed of them, rows behind a figure.

Door: `query` (the only reader of measures) and `rows`. `rollup` keeps the measures; `waits` is the median.
"""
