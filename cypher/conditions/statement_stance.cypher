// Whether a claim or remark x takes one of the stances.
x.stance IN $stances
