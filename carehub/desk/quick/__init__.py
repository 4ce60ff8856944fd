"""What is written down quickly, from anywhere: a contact attempt, a follow-up."""
