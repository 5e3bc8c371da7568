"""What the desk takes and gives, as every face says it: requests, views, addresses."""
