"""Lists of open referrals: their columns, whom and what each row is about, what it adds or changes."""
