"""What the tests of several rooms build on."""
