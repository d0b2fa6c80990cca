/** The store alone: documents of the migration's batches inserted into one table, a transaction a batch. */
import { readFileSync } from "node:fs";

import { Store } from "../embedded/store/store.ts";
import type { JsonObject } from "../embedded/store/types.ts";

const [bodiesPath = "", storePath = ""] = process.argv.slice(2);
const store = Store.open(storePath);
store.applySchema({
  schemaValidation: true,
  tables: [
    {
      name: "records",
      documentType: null,
      indexes: [
        { name: "by_supabase_id", fields: ["supabaseId"] },
        { name: "by_workspace", fields: ["workspace_id"] },
        { name: "by_conversation_time", fields: ["conversation_id", "created_at"] },
      ],
    },
  ],
});

let rows = 0;
let milliseconds = 0;
for (const line of readFileSync(bodiesPath, "utf8").split("\n")) {
  if (line === "") continue;
  const { records } = JSON.parse(line) as { records: JsonObject[] };
  const started = performance.now();
  store.transact((transaction) => {
    for (const record of records) transaction.insert("records", record);
  });
  milliseconds += performance.now() - started;
  rows += records.length;
}
store.close();
process.stdout.write(JSON.stringify({ rows_per_s: (rows / milliseconds) * 1000 }));
