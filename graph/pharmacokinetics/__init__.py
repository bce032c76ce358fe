"""How exposure changes when two substances meet: concentrations, static models, intervals and predictions.

Formulas are pure functions on plain numbers whose units stand in their docstrings; reading the graph and answering for
a pair of it are modules of their own.
"""
