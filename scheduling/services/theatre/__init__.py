"""What the team at the table writes down: who the patient is, and each moment of the operation."""
