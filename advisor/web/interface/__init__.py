"""What other programs call, under /api/v1, described by an OpenAPI document that is true."""
