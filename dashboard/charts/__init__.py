"""Frame + metric + language → plotly figure; pure."""
