// The role of a tie r, folded; those without one last.
CASE WHEN r.folded_role IS NULL THEN 1 ELSE 0 END
coalesce(r.folded_role, '')
