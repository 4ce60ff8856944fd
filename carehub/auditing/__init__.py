"""The journal as evidence: anchored every day, verified, and read by who may."""
