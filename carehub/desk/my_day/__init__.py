"""My day: what needs the person now, a module for each section."""
