// Whether a derived tie can rest on r: the view holds it, not every source denies it, and it is a post, a part, a succession, or says in which role somebody was somewhere.
r.standing <> 'REFUTED' AND (type(r) IN ['HOLDS_POST', 'PART_OF', 'SUCCEEDED'] OR r.role IS NOT NULL) AND {{tie_in_view}}
