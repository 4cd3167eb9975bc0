"""CampBench: planning problems of surgical camps, their bounds and best known plans."""
