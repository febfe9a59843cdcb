"""What people see: each page as a function from a visit to a response; all of them work without a script."""
