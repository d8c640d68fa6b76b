"""Supply policies as arrays: production quotas and recycling."""
