"""What everybody reads, and the desk of those who release it."""

from zhicheng.civic.openness.api.desk import router as desk
from zhicheng.civic.openness.api.public import router

__all__ = ["desk", "router"]
