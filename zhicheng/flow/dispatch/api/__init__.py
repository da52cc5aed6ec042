"""Staff's endpoints over tickets and jobs: `tickets` lists and steps, `command` the board, `field` the phones,
`incidents` calls for help from both sides."""

from ninja import Router

from zhicheng.flow.dispatch.api import command, field, incidents, tickets

router = Router()
router.add_router("", tickets.router)
router.add_router("", command.router)
router.add_router("", field.router)
router.add_router("", incidents.router)
