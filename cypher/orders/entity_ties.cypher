// How many ties the view holds of an entity x.
COUNT { MATCH (:Entity {id: x.id})-[r]-(:Entity) WHERE {{tie_in_view}} }
