"""Figures on pages and in reports."""
