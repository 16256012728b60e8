"""Rules, aggregation, uncertainty and comparisons: pure, synchronous, over the tables it is given."""
