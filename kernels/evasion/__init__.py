"""Ways round a duty, levy or control: smuggling, relabelling and offshoring."""
