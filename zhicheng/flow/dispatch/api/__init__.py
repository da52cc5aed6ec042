"""Staff's endpoints over tickets and jobs: `tickets` lists and steps, `command` the board, `field` the phones."""

from ninja import Router

from zhicheng.flow.dispatch.api import command, field, tickets

router = Router()
router.add_router("", tickets.router)
router.add_router("", command.router)
router.add_router("", field.router)
