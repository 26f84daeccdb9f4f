"""What the paid calls of one process may cost together."""

from __future__ import annotations

import threading
from decimal import Decimal


class Limit:
    """A limit in US dollars, and what of it is taken. Safe to share between threads.

    Attributes:
        most: The limit; None for none.
    """

    def __init__(self, most: Decimal | None) -> None:
        """Take nothing yet."""
        self.most = most
        self._taken = Decimal(0)
        self._lock = threading.Lock()

    def take(self, amount: Decimal) -> Decimal | None:
        """Take an amount from what is left.

        Returns:
            None when it was taken, or there is no limit; else the sum that is above the limit. Nothing is
            taken then.
        """
        with self._lock:
            total = self._taken + amount
            if self.most is not None and total > self.most:
                return total
            self._taken = total
            return None
