"""What `make gold` and `make bench` run."""
