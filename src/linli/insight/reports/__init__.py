"""The three rates, their parameters and forecasts; what would have been on time under a preset."""
