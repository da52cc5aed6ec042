"""The street's and the staff's endpoints, and the door of called departments, who have no account."""

from zhicheng.civic.whistles.api.door import router as door
from zhicheng.civic.whistles.api.street import router

__all__ = ["door", "router"]
