"""测评票: a register of ballots or, since layout version 2, the ballot of a single voter."""
