/** Every operation that queries and mutations can ask for, by its name. A new subject adds its own file here. */
import type { Syscall } from "../execution.ts";
import { documentSyscalls } from "./documents.ts";
import { querySyscalls } from "./queries.ts";
import { storageSyscalls } from "./storage.ts";
import { surroundingSyscalls } from "./surroundings.ts";

export const transactionSyscalls: ReadonlyMap<string, Syscall> = new Map(
  [documentSyscalls, querySyscalls, storageSyscalls, surroundingSyscalls].flatMap((subject) => Object.entries(subject)),
);
