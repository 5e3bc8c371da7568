"""Questions asked of a system, judged case by case."""
