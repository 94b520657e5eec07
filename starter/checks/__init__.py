"""What is looked into: the installation, its names in DNS, and that nothing is lost."""
