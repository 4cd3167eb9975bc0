"""What happens at an operating table, as pure code: in which order, and what its times say of the day."""
