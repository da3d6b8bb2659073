// The items of a page, without their keys.
[e IN page | e[0]]
