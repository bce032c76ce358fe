"""The map of the whole graph: every thing once, the links between them, and a place for each.

Reading is apart from placing: `reading` asks the store, `islands` knows only numbers. The result is kept beside the
snapshot (graph.keeping), since placing takes seconds and follows from the data alone.
"""
