"""What people write in files, read and checked: cadences with what they carry, and lists."""
