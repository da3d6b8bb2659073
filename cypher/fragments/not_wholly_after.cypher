// Whether the entity whose record is x does not lie wholly after $as_of, as an event may by its date.
($as_of IS NULL OR x.kind <> 'EVENT' OR coalesce({{event_earliest}} <= $as_of, true))
