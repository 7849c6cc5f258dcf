"""Do the tests notice a fault? A fixed sample of small faults, each put into a room and given to its own tests."""
