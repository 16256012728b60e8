"""Sessions to the outside, shared by the send and the receive side."""
