"""A data version in memory, as it looks under a policy.

The database holds ties as all claims make them. Under a policy some claims do not count: the ties are resolved anew
from those that do, and every reading query is answered from what comes out, under its name and in the very form of
the database's answer, so that nothing else has to know. `answers` holds one function for each query.
"""

from schema.memory.graph import Graph, Version, loaded

__all__ = ["Graph", "Version", "loaded"]
