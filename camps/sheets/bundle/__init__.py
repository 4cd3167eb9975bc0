"""A camp's folder: camp.json, procedures.csv, stations.csv, doctors.csv and the registration sheet."""

from camps.sheets.bundle.facts import Bundle, CampFacts, DoctorFacts, ProcedureFacts, StationFacts
from camps.sheets.bundle.folder import BundleRefused, read_bundle

__all__ = ["Bundle", "BundleRefused", "CampFacts", "DoctorFacts", "ProcedureFacts", "StationFacts", "read_bundle"]
