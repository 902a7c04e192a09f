"""测评票: a register of ballots, and since version 2 the ballot of a single voter."""
