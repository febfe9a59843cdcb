"""What the reviews of the rules found, as pages and as JSON: a result of the review in, a document out."""
