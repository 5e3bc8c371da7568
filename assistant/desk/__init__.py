"""What coaches do at their desk, without any face: who is let in, search with facets, comparisons."""
