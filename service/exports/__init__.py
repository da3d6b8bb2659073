"""Exports: what a view holds, written in the forms that other tools read.

Each format is a module with a function `write(holdings)`, which gives the file piece by piece; `formats` lists them.
All of them read through `holdings`, and so through the queries of the API. What each keeps and what it loses stands in
docs/exports.md.
"""
