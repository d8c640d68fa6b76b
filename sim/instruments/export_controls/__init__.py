"""Export controls as arrays: series of dated controls, licences, quotas and news."""
