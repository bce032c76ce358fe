"""The graph in Python: open it, check, explain, ask, draw; each answer is shown in a notebook and becomes a table.

`from graph import KnowledgeGraph` is the way in. The modules here translate what the rest of the package answers and
know nothing by themselves; their pages are templates of `web/templates/notebook/`.
"""
