/** The process that `crash.test.ts` kills: it writes, rewrites and removes searched documents, and says so afterwards. */
import { Store } from "../store.ts";

const [path = "", run = "0"] = process.argv.slice(2);
const store = Store.open(path);
const ids: string[] = [];
process.stdout.write("open\n");
for (let n = 0; ; n++) {
  store.transact((transaction) => {
    ids.push(transaction.insert("notes", { run, n, text: `run${run} note${n} first` }));
    if (n % 2 === 1)
      transaction.replace(ids[n - 1] as string, { run, n: n - 1, text: `run${run} note${n - 1} second` });
    if (n % 5 === 4) transaction.remove(ids[n - 4] as string);
  });
  // A pipe is written synchronously: what the parent read was committed before.
  process.stdout.write(`${n}\n`);
}
