"""How Campline looks and speaks on a screen: times, icons, state words, geometry (`{% load look %}`)."""
