"""Other solvers on the same camps."""
