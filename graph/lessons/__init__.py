"""Guided lessons: what a lesson's file may say, and each of its steps with what the graph answers to it today.

A file (TOML, `web/lessons/NAME.toml`; docs/lessons.md tells its keys) holds the words of the teacher. Numbers and names
of findings never stand in it: its texts refer to them by placeholders, which are filled from the rows of a question of
the library or from a check. `rows` and `expressions` are that small language, `prose` the text around it, `reading` the
file, `quiz` what a class is asked, `teaching` a step on a store.
"""
