"""The whole stack of `deploy/` as plain processes on one machine: `make stack`, `make stack-test`."""
