/** The type of what changes in a document. */

import type { Doc, TableNames } from "../_generated/dataModel";

/** A field that is left out stays; an optional one that is undefined is removed. */
export type Changes<Table extends TableNames> = {
  [Field in keyof Omit<Doc<Table>, "_id" | "_creationTime">]?: object extends Pick<Doc<Table>, Field>
    ? Doc<Table>[Field] | undefined
    : Doc<Table>[Field];
};
