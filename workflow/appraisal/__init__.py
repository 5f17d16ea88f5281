"""Appraisal: what the standing office does: intake, sheets per criterion, supplements, consultations, holds."""
