"""Speed, as ratios within one run: machines differ, ratios between two ways on one machine do not."""
