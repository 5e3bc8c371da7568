"""What coaches do, without any face: one subject a room."""
