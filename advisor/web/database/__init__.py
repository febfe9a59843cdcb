"""Where the cases of the web are kept: tables, their migrations, and the rows that come in and go out."""
