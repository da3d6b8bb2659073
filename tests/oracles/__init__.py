"""A second, naive reading of the domain's rules, for hypothesis to hold the real code against.

Nothing here imports the project: an oracle that shares code with what it judges shares its mistakes.
"""
