"""The archive of a campaign (归档): what stands in its own files."""
