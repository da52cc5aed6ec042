"""Who goes where: one assignment problem per tick over open tickets x available crews.

`plan(tickets, crews, seconds)` prices every feasible pair in one unit (weighted minutes, see `cost`), finds the
cheapest assignment (see `matching`) and returns a `Plan` whose choices can be explained in a sentence (see
`sentences`).
"""

from zhicheng.engines.assign.cost import Costs, harm, price
from zhicheng.engines.assign.matching import Matching, greedy, match, match_candidates
from zhicheng.engines.assign.planning import Choice, Plan, plan, solve
from zhicheng.engines.assign.problem import Crews, Tickets, Weights
from zhicheng.engines.assign.sentences import Sentences, explain

__all__ = [
    "Choice",
    "Costs",
    "Crews",
    "Matching",
    "Plan",
    "Sentences",
    "Tickets",
    "Weights",
    "explain",
    "greedy",
    "harm",
    "match",
    "match_candidates",
    "plan",
    "price",
    "solve",
]
