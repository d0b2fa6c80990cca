/**
 * Who may do what with a ticket. Pure: `cases.ts` gathers the facts.
 *
 *                       requester  member  assignee  source lead  hub lead  staff: see  act   superuser
 *   internal ticket
 *     read                 ✓         ✓        ✓          ✓           –          ✓        ✓       ✓
 *     public comment, file ✓         ✓        ✓          ✓           –          –        –       ✓
 *     read notes           –         –        ✓          ✓           –          –        ✓       ✓
 *     write notes, step    –         –        ✓          ✓           –          –        –       ✓
 *     assign, skip,
 *       withdraw, delete   –         –        –          ✓           –          –        –       ✓
 *   routed ticket
 *     read                 ✓         ✓        ✓          ✓           ✓          ✓        ✓       ✓
 *     public comment, file ✓         ✓        ✓          ✓           ✓          –        ✓       ✓
 *     read notes           –         –        ✓          –           ✓          ✓        ✓       ✓
 *     write notes, step    –         –        ✓          –           ✓          –        ✓       ✓
 *     assign, skip,
 *       withdraw, delete   –         –        –          –           ✓          –        ✓       ✓
 *   both
 *     edit: who may step; the requester while the ticket is in `report`
 *     approve, reject, reopen: the requester alone
 *
 * A lead is an owner or admin. An assignee counts only while they are one of those who can be assigned.
 */

import { v, type Infer } from "convex/values";
import { isLead, type Grant } from "../access";
import { movesFrom, type Stage } from "./stages";
import { vTicketStage } from "../tables/tickets";

/** What an actor is to a ticket. */
export interface Standing {
  readonly isRouted: boolean;
  readonly isRequester: boolean;
  readonly isAssignee: boolean;
  readonly sourceRole: string | undefined;
  /** The role in the workspace the ticket is routed to. */
  readonly hubRole: string | undefined;
  readonly grant: Grant | undefined;
}

/** What an actor may do with a ticket, whatever its stage. */
export interface Rights {
  readonly reads: boolean;
  readonly readsNotes: boolean;
  readonly comments: boolean;
  /** Moves the ticket by steps, edits it, writes notes, and comments when it is closed. */
  readonly works: boolean;
  /** Assigns, asks for skips and withdraws them, deletes. */
  readonly manages: boolean;
  readonly isRequester: boolean;
}

export function rightsOf(standing: Standing): Rights {
  const { isRouted, isRequester, sourceRole, hubRole, grant } = standing;
  const isMember = sourceRole !== undefined;
  const leads = isRouted ? isLead(hubRole) || grant === "act" : isLead(sourceRole);
  const manages = leads || grant === "all";
  const isPooled = isRouted ? hubRole !== undefined : isMember;
  const works = manages || (standing.isAssignee && isPooled);
  return {
    reads: works || isRequester || isMember || grant !== undefined,
    readsNotes: works || (isRouted ? grant !== undefined : grant === "act"),
    comments: works || isRequester || isMember,
    works,
    manages,
    isRequester,
  };
}

export const vPermissions = v.object({
  can_edit: v.boolean(),
  can_assign: v.boolean(),
  can_comment: v.boolean(),
  can_comment_internally: v.boolean(),
  can_read_internal: v.boolean(),
  can_transition: v.boolean(),
  can_request_skip: v.boolean(),
  can_withdraw_approval: v.boolean(),
  can_approve: v.boolean(),
  can_reopen: v.boolean(),
  can_attach: v.boolean(),
  can_delete: v.boolean(),
  allowed_transitions: v.array(
    v.object({ to_stage: vTicketStage, kind: v.union(v.literal("step"), v.literal("skip")) }),
  ),
});

export type Permissions = Infer<typeof vPermissions>;

/** What the rights come to in the state the ticket is in. */
export function permissionsIn(rights: Rights, ticket: { stage: Stage; pending_approval: boolean }): Permissions {
  const { works, manages, isRequester } = rights;
  const isClosed = ticket.stage === "closed";
  const isPending = ticket.pending_approval;
  const allowed = isPending ? [] : movesFrom(ticket.stage).filter(({ kind }) => (kind === "step" ? works : manages));
  const canComment = works || (rights.comments && !isClosed);
  return {
    can_edit: works || (isRequester && ticket.stage === "report"),
    can_assign: manages,
    can_comment: canComment,
    can_comment_internally: works,
    can_read_internal: rights.readsNotes,
    can_transition: allowed.some(({ kind }) => kind === "step"),
    can_request_skip: allowed.some(({ kind }) => kind === "skip"),
    can_withdraw_approval: manages && isPending,
    can_approve: isRequester && isPending,
    can_reopen: isRequester && isClosed,
    can_attach: canComment,
    can_delete: manages,
    allowed_transitions: allowed,
  };
}
