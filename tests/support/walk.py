"""Letters walked to a desk, as the demo walks them, so that a test can begin there."""

from workflow.management.demo.walk import R1, R1_BELOW, R2, R3, R3S, R4, WAYS, Walk, Way

__all__ = ["R1", "R1_BELOW", "R2", "R3", "R3S", "R4", "WAYS", "Walk", "Way"]
