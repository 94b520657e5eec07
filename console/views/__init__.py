"""What pages show: plain data made readable, drawn and escaped."""
