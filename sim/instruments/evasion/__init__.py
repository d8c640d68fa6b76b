"""Ways around a control or a tariff as arrays: smuggling, relabelling, moving assembly abroad."""
