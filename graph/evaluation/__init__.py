"""How well predictions and alerts do on independent test sets: read a sheet of pairs, answer each, score.

What was observed in the sheet is used for scoring alone. Nothing here is read when a patient's list is checked.
"""
