"""What a coach should look at in the guides: what contradicts, what stands twice, what is out of date."""
