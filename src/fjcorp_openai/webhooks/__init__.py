"""Events that the API delivers to this machine: received, checked, and waited for."""
