/** References of imported records: from the sender's `{"id": …}` objects to ids of this deployment. */

import type { Value } from "convex/values";
import { mapInChunks } from "./concurrency";
import type { IndexReader, StoredDocument } from "./indexReader";
import type { Reference, TableShape } from "./shapes";
import { rulesOf, type MigratedTable } from "./tables";
import type { JsonRecord } from "./values";

/**
 * What a record says of a parent: its source id and the parts of its natural key that the sender knows.
 *
 * `contact` is the contact of a conversation that is referred to.
 */
interface SourceReference extends JsonRecord {
  id: string;
}

/** The little of a parent that its children need; whole documents would fill the memory of the isolate. */
interface Parent {
  readonly _id: string;
  readonly workspace_id: Value | undefined;
}

/** By source id; null is "looked up, not there". */
type KnownParents = Map<string, Parent | null>;

export class ParentFinder {
  private readonly known = new Map<MigratedTable, KnownParents>();
  /** The searches by natural key, so that rows of one parent share one. */
  private readonly searches = new Map<string, Promise<Parent | string>>();

  constructor(private readonly reader: IndexReader) {}

  /**
   * Look up every distinct parent of the records once.
   *
   * Each is a lookup of its own even where the parents lie dense in their table: measured on the embedded deployment,
   * 1,650 lookups took less time than reading the 5,000 contacts among which they were.
   */
  async prefetch(shape: TableShape, records: readonly JsonRecord[]): Promise<void> {
    for (const { field, parent } of shape.references) {
      const parents = this.parentsOf(parent);
      const wanted = new Set<string>();
      for (const record of records) {
        const reference = record[field] as SourceReference | undefined;
        if (reference !== undefined && !parents.has(reference.id)) {
          wanted.add(reference.id);
        }
      }
      await this.lookUp(parent, [...wanted]);
    }
  }

  /**
   * Put this deployment's ids into the record's reference fields, in place.
   *
   * Returns why that is impossible, or undefined. A link across workspaces is never made: the source allowed some,
   * and here they would show one tenant's rows to another.
   */
  async resolve(shape: TableShape, record: JsonRecord): Promise<string | undefined> {
    let workspace: string | undefined;
    for (const reference of shape.references) {
      const sent = record[reference.field] as SourceReference | undefined;
      if (sent === undefined) {
        continue;
      }
      const parent =
        this.parentsOf(reference.parent).get(sent.id) ?? (await this.searchOnce(reference, sent, workspace));
      if (typeof parent === "string") {
        return parent;
      }
      if (parent.workspace_id !== undefined && workspace !== undefined && parent.workspace_id !== workspace) {
        return `other_workspace: ${reference.field}: ${reference.parent} ${sent.id} belongs to another workspace than the row`;
      }
      record[reference.field] = parent._id;
      if (reference.field === "workspace_id") {
        workspace = parent._id;
      }
    }
    return undefined;
  }

  private searchOnce(reference: Reference, sent: SourceReference, workspace: string | undefined) {
    const key = JSON.stringify([reference.field, sent.id, workspace]);
    const search = this.searches.get(key) ?? this.findOtherwise(reference, sent, workspace);
    this.searches.set(key, search);
    return search;
  }

  /** Find a parent whose source id nothing carries by its natural key within the workspace, or say why not. */
  private async findOtherwise(
    { field, parent }: Reference,
    sent: SourceReference,
    workspace: string | undefined,
  ): Promise<Parent | string> {
    const candidates = await this.findByKey(parent, sent, workspace);
    const [only] = candidates;
    if (only !== undefined && candidates.length === 1) {
      return parentOf(only);
    }
    const why =
      only === undefined ? "not found" : `not found, and ${candidates.length} documents share its natural key`;
    return `missing_reference: ${field}: ${parent} ${sent.id} ${why}`;
  }

  private async findByKey(parent: MigratedTable, sent: SourceReference, workspace: string | undefined) {
    const values: Record<string, Value | undefined> = { ...sent, workspace_id: workspace };
    if (needsContact(parent)) {
      values.contact_id = await this.contactOf(sent, workspace);
    }
    return await this.reader.findByNaturalKey(parent, values);
  }

  /** The id of the contact that a reference to a conversation names. */
  private async contactOf(sent: SourceReference, workspace: string | undefined): Promise<string | undefined> {
    const contact = sent.contact as SourceReference | undefined;
    if (typeof contact?.id !== "string") {
      return undefined;
    }
    await this.lookUp("contacts", [contact.id]);
    const known = this.parentsOf("contacts").get(contact.id);
    if (known != null) {
      return known._id;
    }
    const [only, second] = await this.findByKey("contacts", contact, workspace);
    return second === undefined ? only?._id : undefined;
  }

  private async lookUp(table: MigratedTable, ids: readonly string[]): Promise<void> {
    const parents = this.parentsOf(table);
    const unknown = ids.filter((id) => !parents.has(id));
    await mapInChunks(unknown, async (id) => {
      const document = await this.reader.findBySource(table, id);
      parents.set(id, document === undefined ? null : parentOf(document));
    });
  }

  private parentsOf(table: MigratedTable): KnownParents {
    const parents: KnownParents = this.known.get(table) ?? new Map<string, Parent | null>();
    this.known.set(table, parents);
    return parents;
  }
}

function parentOf(document: StoredDocument): Parent {
  return { _id: document._id, workspace_id: document.workspace_id };
}

function needsContact(table: MigratedTable): boolean {
  return rulesOf(table).naturalKey?.fields.includes("contact_id") ?? false;
}
