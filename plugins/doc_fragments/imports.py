# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an action takes objects over that exist already."""

from __future__ import annotations


class ModuleDocFragment:
    """Options of the actions that write items and import blocks."""

    DOCUMENTATION = r"""
options:
  path:
    description:
      - File of variables that new items are added to; made with mode 0600 where there is none. What is in
        it stays as it is, comments too.
      - A relative path starts from the current folder. A path in a collection is refused.
    type: path
    required: true
  items:
    description:
      - Items that the play knows, by name of their variable. An object that one of them describes gets an
        import block and no second item.
      - Ansible takes a variable from one file alone. When an item of O(items) is not in O(path), and another
        one of its variable would be added there, the action fails before it writes anything.
    type: dict
    default: {}
  lock_timeout:
    description:
      - Seconds to wait for another run that works on this stack.
    type: int
    default: 0
"""
