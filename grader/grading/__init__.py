"""From a submission to its verdict: what runs where, and the judge."""
