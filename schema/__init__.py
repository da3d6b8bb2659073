"""What clients see, and the vocabulary behind it: dates, claims, how claims resolve into ties."""
