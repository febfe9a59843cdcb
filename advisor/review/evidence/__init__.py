"""The rules held against documented cases, expectations and the statements they carry."""
