/** The process that `crash.test.ts` kills: it writes pairs of documents and says so after each commit. */
import { Store } from "./store.ts";

const [path = "", run = "0"] = process.argv.slice(2);
const store = Store.open(path);
process.stdout.write("open\n");
for (let n = 0; ; n++) {
  if (n % 3 === 0) writeGroup(n);
  else store.transact((transaction) => { for (const half of [1, 2]) transaction.insert("pairs", { run, n, half, filling: "x".repeat(2000) }); });
  // A pipe is written synchronously: what the parent read was committed before.
  process.stdout.write(`${n}\n`);
}

/** The same through a group, beside a transaction that is rolled back. */
function writeGroup(n: number): void {
  const group = store.beginGroup();
  const undone = group.begin();
  undone.insert("pairs", { run, n: -1, half: 1 });
  undone.rollback();
  const kept = group.begin();
  for (const half of [1, 2]) kept.insert("pairs", { run, n, half, filling: "x".repeat(2000) });
  kept.commit();
  group.commit();
}
