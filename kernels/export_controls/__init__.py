"""Export controls: regimes, licences, quotas, announcements and retaliation."""
