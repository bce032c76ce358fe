"""A lesson on the toy world, as a teacher would write it; and the same with something changed."""

from __future__ import annotations

from typing import Final

TOY: Final = """\
title = "How the toy leaf slows an enzyme"
aim = "say what an inhibitor does, and read one number aloud."
audience = "a first class"
minutes = 10
belief = "Everything in a leaf does the same."
instead = "Each substance has its own way."

[[step]]
title = "What is in the leaf"
text = \"\"\"
The graph names {{count:alkaloid}} alkaloid in the leaf: {{list:label}}, with **{{value:asPrinted}}** ({{sources}}).

- It is an *inhibitor*: see [its page](/id/zelkamine).
- What follows stands in the next step.
\"\"\"
query = "alkaloids-of-product"
inputs = { product = "florbium" }
where = "assertion=toy-0001"
question = "What else would you want to know of the leaf?"
notes = "Let the class guess first."
[step.view]
kind = "picture"
start = ["zelkamine"]

[[step]]
title = "Foretold and seen"
text = \"\"\"
A model expected ×{{value:exposure.predicted.auc_ratio where object.id=testazolam}}, people showed
×{{value:exposure.observed.1.auc_ratio where object.id=testazolam}}.
\"\"\"
check = ["florbium", "testazolam"]
question = "Which of the two would you believe?"
[step.also.pair]
query = "evidence-for-interaction"
inputs = { precipitant = "florbium", object = "testazolam" }
[step.view]
kind = "axis"
[step.quiz]
ask = "Is what people showed higher or lower than what the model expected?"
compare = ["pair.value:statement.value where assertion=toy-0101", "pair.value:statement.value where assertion=toy-0102"]
because = "{{pair.value:asPrinted where assertion=toy-0101}} was seen ({{pair.sources where assertion=toy-0101}})."

[unknown]
text = "The graph holds {{count}} statements on the pair."
query = "evidence-for-interaction"
inputs = { precipitant = "florbium", object = "testazolam" }
question = "What should be measured next?"
[unknown.view]
kind = "bars"
label = "studyType"
[unknown.quiz]
ask = "What was seen in people?"
right = "value:asPrinted where assertion=toy-0101"
others = "list:asPrinted"
because = "{{sources where asPrinted=@answer}} saw it."
"""


def toy(old: str = "", new: str = "") -> str:
    """Return the text of the toy lesson; with one text put in the place of another, which must be there."""
    assert old in TOY, old
    return TOY.replace(old, new) if old else TOY
