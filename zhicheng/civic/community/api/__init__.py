"""The residents' endpoints (their phone is their key), the firms' door (a link is theirs), street and manager."""

from zhicheng.civic.community.api.manager import router as running
from zhicheng.civic.community.api.residents import router as door
from zhicheng.civic.community.api.street import router as office
from zhicheng.civic.community.api.volunteers import router as volunteers

__all__ = ["door", "office", "running", "volunteers"]
