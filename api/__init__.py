"""The faces of the assistant: HTTP, command line and MCP."""
