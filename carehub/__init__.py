"""CareHub: the coordination desk for small community health centers."""
