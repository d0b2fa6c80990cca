/** The universities that a workspace sends students to. */

import { v, type Infer, type ObjectType, type Value } from "convex/values";
import type { Doc, Id } from "../../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../../_generated/server";
import { Complaints } from "../../complaints";
import { pageArgs, pageOf } from "../../pages";
import { refuse } from "../../refusals";
import {
  changesIn,
  checkFresh,
  given,
  isPlainObject,
  merged,
  mustExist,
  nextUpdate,
  readSettings,
  settingsArgs,
  settingsWriteArgs,
  writeSettings,
  type Asked,
} from "./calls";
import { checkRoom } from "./room";

type Destination = Doc<"ariDestinations">;

/** `requirements` as stored: the migrated ones may have any keys beside the known ones. */
export const vDestination = v.object({
  id: v.string(),
  country: v.string(),
  city: v.optional(v.string()),
  university_name: v.string(),
  requirements: v.any(),
  programs: v.array(v.string()),
  is_promoted: v.boolean(),
  priority: v.number(),
  notes: v.optional(v.string()),
  created_at: v.number(),
  updated_at: v.number(),
});

type DestinationView = Infer<typeof vDestination>;

export const listDestinationsArgs = {
  ...settingsArgs,
  ...pageArgs,
  country: v.optional(v.string()),
  is_promoted: v.optional(v.boolean()),
};

export const vDestinationPage = v.object({ destinations: v.array(vDestination), cursor: v.optional(v.string()) });

/** A page of the destinations: promoted ones first, then by priority, the highest first. */
export async function listDestinations(
  ctx: QueryCtx,
  request: ObjectType<typeof listDestinationsArgs>,
): Promise<Infer<typeof vDestinationPage>> {
  const workspace = await readSettings(ctx, request);
  const country = request.country?.trim().normalize("NFC").toLowerCase();
  const wanted = request.is_promoted === undefined ? [true, false] : [request.is_promoted];
  const { documents, cursor } = await pageOf(ctx, {
    table: "ariDestinations",
    ranges: wanted.map((isPromoted, rank) => ({
      index: "by_workspace_promoted_priority",
      equal: [
        ["workspace_id", workspace._id],
        ["is_promoted", isPromoted],
      ],
      time: "priority",
      rank,
      accepts: (destination: Destination) => country === undefined || destination.country.toLowerCase() === country,
    })),
    order: "desc",
    purpose: `destinations ${workspace._id} ${String(country)} ${String(request.is_promoted)}`,
    request,
    defaultLimit: 50,
    maxLimit: 100,
  });
  return { destinations: documents.map(destinationView), ...(cursor === undefined ? {} : { cursor }) };
}

export const destinationArgs = { ...settingsArgs, destination_id: v.string() };

export async function getDestination(
  ctx: QueryCtx,
  call: ObjectType<typeof destinationArgs>,
): Promise<DestinationView> {
  const workspace = await readSettings(ctx, call);
  return destinationView(await destinationIn(ctx, workspace._id, call.destination_id));
}

const vText = v.optional(v.union(v.string(), v.null()));
const vNumber = v.optional(v.union(v.number(), v.null()));

/** Null clears a field or a requirement. Money is in whole rupiah a year. */
const detailArgs = {
  city: vText,
  requirements: v.optional(
    v.object({
      ielts_min: vNumber,
      gpa_min: vNumber,
      budget_min: vNumber,
      budget_max: vNumber,
      deadline: vText,
    }),
  ),
  programs: v.optional(v.array(v.string())),
  is_promoted: v.optional(v.boolean()),
  priority: v.optional(v.number()),
  notes: vText,
};

export const createDestinationArgs = {
  ...settingsWriteArgs,
  country: v.string(),
  university_name: v.string(),
  ...detailArgs,
};

export async function createDestination(
  ctx: MutationCtx,
  request: ObjectType<typeof createDestinationArgs>,
): Promise<{ destination: DestinationView }> {
  return await writeSettings(ctx, "ariSettings:createDestination", request, async (workspace) => {
    const details = given(checkedDestination(request, {}));
    const place = { country: request.country, university_name: request.university_name, ...details };
    await checkPlaceIsFree(ctx, workspace._id, place);
    const now = nextUpdate();
    const id = await ctx.db.insert("ariDestinations", {
      ...place,
      workspace_id: workspace._id,
      is_promoted: details.is_promoted ?? false,
      priority: details.priority ?? 0,
      created_at: now,
      updated_at: now,
    });
    await checkDestinations(ctx, workspace._id);
    return { destination: destinationView(mustExist(await ctx.db.get("ariDestinations", id))) };
  });
}

export const updateDestinationArgs = {
  ...settingsWriteArgs,
  destination_id: v.string(),
  country: v.optional(v.string()),
  university_name: v.optional(v.string()),
  ...detailArgs,
};

/** Change what is given; of the requirements too, those that are not named stay. */
export async function updateDestination(
  ctx: MutationCtx,
  request: ObjectType<typeof updateDestinationArgs>,
): Promise<{ destination: DestinationView }> {
  return await writeSettings(ctx, "ariSettings:updateDestination", request, async (workspace) => {
    const destination = await destinationIn(ctx, workspace._id, request.destination_id);
    checkFresh(request, destination.updated_at);
    const changes = changesIn(destination, checkedDestination(request, requirementsOf(destination)));
    if (changes === undefined) {
      return { destination: destinationView(destination) };
    }
    if ("country" in changes || "city" in changes || "university_name" in changes) {
      await checkPlaceIsFree(ctx, workspace._id, { ...destination, ...changes });
    }
    const updated_at = nextUpdate(destination.updated_at);
    await ctx.db.patch("ariDestinations", destination._id, { ...changes, updated_at });
    await checkDestinations(ctx, workspace._id);
    return { destination: destinationView(mustExist(await ctx.db.get("ariDestinations", destination._id))) };
  });
}

export const deleteDestinationArgs = { ...settingsWriteArgs, destination_id: v.string() };

export async function deleteDestination(
  ctx: MutationCtx,
  request: ObjectType<typeof deleteDestinationArgs>,
): Promise<{ deleted: true }> {
  return await writeSettings(ctx, "ariSettings:deleteDestination", request, async (workspace) => {
    const destination = await destinationIn(ctx, workspace._id, request.destination_id);
    checkFresh(request, destination.updated_at);
    await ctx.db.delete("ariDestinations", destination._id);
    return { deleted: true as const };
  });
}

async function checkDestinations(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<void> {
  const destinations = ctx.db
    .query("ariDestinations")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspaceId));
  await checkRoom(destinations, "destinations");
}

async function destinationIn(ctx: QueryCtx, workspaceId: Id<"workspaces">, id: string): Promise<Destination> {
  const destinationId = ctx.db.normalizeId("ariDestinations", id);
  const destination = destinationId === null ? null : await ctx.db.get("ariDestinations", destinationId);
  if (destination?.workspace_id !== workspaceId) {
    refuse("not_found", "destination_not_found", "There is no such destination in this workspace.");
  }
  return destination;
}

/** A university stands once for each country and city, also where no city is named. */
async function checkPlaceIsFree(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  { country, city, university_name }: { country: string; city?: string | undefined; university_name: string },
): Promise<void> {
  const taken = await ctx.db
    .query("ariDestinations")
    .withIndex("by_workspace_place", (q) =>
      q
        .eq("workspace_id", workspaceId)
        .eq("country", country)
        .eq("city", city)
        .eq("university_name", university_name),
    )
    .first();
  if (taken !== null) {
    const facts = { destination_id: taken._id };
    refuse("conflict", "destination_exists", "This university stands in this country and city already.", facts);
  }
}

type Requirements = Record<string, Value>;

interface DestinationValues {
  readonly country?: string;
  readonly university_name?: string;
  readonly city?: string | null;
  readonly requirements?: Asked;
  readonly programs?: string[];
  readonly is_promoted?: boolean;
  readonly priority?: number;
  readonly notes?: string | null;
}

function checkedDestination(values: DestinationValues, stored: Requirements) {
  const complaints = new Complaints();
  const { requirements, programs } = values;
  const checked = {
    country: complaints.text("country", values.country, { name: "The country", min: 1, max: 100 }),
    university_name: complaints.text("university_name", values.university_name, {
      name: "The university",
      min: 1,
      max: 255,
    }),
    city: complaints.text("city", values.city, { name: "The city", min: 1, max: 100 }),
    requirements: requirements === undefined ? undefined : checkedRequirements(complaints, requirements, stored),
    programs: programs === undefined ? undefined : checkedPrograms(complaints, programs),
    is_promoted: values.is_promoted,
    priority: complaints.number("priority", values.priority, { name: "The priority", min: -1_000, max: 1_000 }),
    notes: complaints.text("notes", values.notes, { name: "The note", min: 1, max: 2_000 }),
  };
  complaints.refuse();
  return checked;
}

/** A year of study costs less. */
const MAX_RUPIAH = 100_000_000_000;

/** IELTS knows half bands; 100 holds every scale that averages are given in. */
const NUMBERS = {
  ielts_min: { name: "The IELTS band", min: 0, max: 9, step: 0.5 },
  gpa_min: { name: "The grade point average", min: 0, max: 100, step: 0.01 },
  budget_min: { name: "The lowest budget", min: 0, max: MAX_RUPIAH },
  budget_max: { name: "The highest budget", min: 0, max: MAX_RUPIAH },
} as const;

/** Return the stored requirements with what is asked for in them. */
function checkedRequirements(complaints: Complaints, asked: Asked, stored: Requirements): Requirements {
  const deadline = { name: "The deadline", min: 1, max: 100 };
  const text = complaints.text("requirements.deadline", asked.deadline as string | null | undefined, deadline);
  for (const [name, rule] of Object.entries(NUMBERS)) {
    complaints.number(`requirements.${name}`, asked[name] as number | null | undefined, rule);
  }
  const wanted = merged(stored, { ...asked, deadline: text });
  const { budget_min, budget_max } = wanted;
  if (typeof budget_min === "number" && typeof budget_max === "number" && budget_min > budget_max) {
    complaints.add("requirements.budget_max", "The highest budget must not be below the lowest.");
  }
  return wanted;
}

const MAX_PROGRAMS = 50;

function checkedPrograms(complaints: Complaints, programs: readonly string[]): string[] {
  const rule = { name: "A programme", min: 1, max: 100 };
  const checked = programs.map((program, at) => complaints.text(`programs.${at}`, program, rule));
  if (checked.length > MAX_PROGRAMS) {
    complaints.add("programs", `A destination has at most ${MAX_PROGRAMS} programmes.`);
  }
  return [...new Set(checked)];
}

function requirementsOf(destination: Destination): Requirements {
  const stored: unknown = destination.requirements;
  return isPlainObject(stored) ? stored : {};
}

export function destinationView(destination: Destination): DestinationView {
  const { country, city, university_name, is_promoted, priority, notes, created_at, updated_at } = destination;
  return {
    id: destination._id,
    country,
    university_name,
    requirements: requirementsOf(destination),
    programs: destination.programs ?? [],
    is_promoted,
    priority,
    created_at,
    updated_at,
    ...given({ city, notes }),
  };
}
