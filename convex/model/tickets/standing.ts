/** What an actor is to a ticket: the facts that `rights.ts` judges. */

import type { Actor, Grant, Standings } from "../access";
import { isRouted, type Ticket } from "./records";
import type { Standing } from "./rights";

export async function standingTo(standings: Standings, ticket: Ticket): Promise<Standing> {
  const { actor } = standings;
  const routed = isRouted(ticket);
  const [sourceRole, hubRole, grant] = await Promise.all([
    standings.roleIn(ticket.workspace_id),
    routed && ticket.admin_workspace_id !== undefined ? standings.roleIn(ticket.admin_workspace_id) : undefined,
    standings.grantIn(ticket.workspace_id),
  ]);
  return {
    isRouted: routed,
    isRequester: ticket.requester_id === actor.user_id && isHeldAsRequester(actor, grant),
    isAssignee: ticket.assigned_to === actor.user_id,
    sourceRole,
    hubRole,
    grant,
  };
}

/** A person keeps what they requested, wherever they went since; a staff account keeps nothing without its grant. */
function isHeldAsRequester(actor: Actor, grant: Grant | undefined): boolean {
  return actor.capacity !== "hub" && (actor.kind !== "staff" || grant !== undefined);
}
