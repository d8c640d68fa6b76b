"""Tables of ways around a control or a tariff: smuggling, relabelling, moving assembly abroad."""
