"""From a council's file to stored records and measures: read, check, compare, load, rollup, figures."""
