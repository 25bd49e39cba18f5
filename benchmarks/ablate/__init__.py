"""What each part of tagging is worth: left out alone, and the figures taken again (`python -m benchmarks.ablate`)."""
