// Whether a source makes a claim on a tie r that counts.
$source IN r.sources
