"""Tests that look at the course as a reader does: in a real notebook page in a real Chromium."""
