/** `npm run embedded`: starts the embedded Convex deployment and serves it until it is told to stop. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { AdminKeyError } from "./http/admin_key.ts";
import { stderrLog } from "./http/request_log.ts";
import { startDeployment } from "./start.ts";
import { StoreError } from "./store/errors.ts";

const DEFAULT_PORT = "3210";
const DEFAULT_SITE_PORT = "3211";
/** Long enough for any query or mutation; an action that runs longer is cut off. */
const SHUTDOWN_MS = 20_000;

const HELP = `An embedded Convex deployment on this machine, in one SQLite file.

Usage: npm run embedded -- [options]

  --data DIR             where the database and the keys are kept (var/embedded)
  --host HOST            the address to listen on (127.0.0.1)
  --port PORT            of the API; 0 takes any free port (${DEFAULT_PORT})
  --site-port PORT       of the HTTP actions; 0 takes any free port (${DEFAULT_SITE_PORT})
  --admin-key-file FILE  holds the admin key; made at the first start (DIR/admin_key)
  --quiet                no line on stderr for each request
  --exit-with-parent     stop when standard input ends, as it does when the program that started this one dies
  --help                 this text

When it listens, it prints one line on stdout: ready http://HOST:PORT (site http://HOST:PORT).
SIGTERM or SIGINT stops it: what runs is finished, the file is closed.

Deploy functions to it with the Convex CLI:

  CONVEX_SELF_HOSTED_URL=http://127.0.0.1:${DEFAULT_PORT} \\
  CONVEX_SELF_HOSTED_ADMIN_KEY="$(cat var/embedded/admin_key)" npx convex deploy

It serves queries, mutations, actions, HTTP actions, indexes, text search, pagination, file storage and environment
variables. It does not serve the scheduler, crons, vector search, live queries over WebSocket, user tokens, components.
Files are kept in DIR/files, beside the database in DIR.

It is for one machine. To leave it, deploy the same functions to self-hosted Convex or Convex Cloud, and set CONVEX_URL,
CONVEX_SITE_URL and CONVEX_DEPLOY_KEY to what that deployment gives you. Nothing else changes.
`;

/** Something the person at the command line has to change. */
class UsageError extends Error {}

interface Options {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly sitePort: number;
  readonly adminKeyFile: string;
  readonly isQuiet: boolean;
  readonly exitsWithParent: boolean;
}

/** Read the command line; null when help was asked for. Throws `UsageError`. */
function readOptions(args: readonly string[]): Options | null {
  const { values } = parsed(args);
  if (values.help) return null;
  return {
    dataDir: values.data,
    host: values.host,
    port: portOf("--port", values.port),
    sitePort: portOf("--site-port", values["site-port"]),
    adminKeyFile: values["admin-key-file"] ?? join(values.data, "admin_key"),
    isQuiet: values.quiet,
    exitsWithParent: values["exit-with-parent"],
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: "string", default: join("var", "embedded") },
        host: { type: "string", default: "127.0.0.1" },
        port: { type: "string", default: DEFAULT_PORT },
        "site-port": { type: "string", default: DEFAULT_SITE_PORT },
        "admin-key-file": { type: "string" },
        quiet: { type: "boolean", default: false },
        "exit-with-parent": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

function portOf(flag: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && text.trim() !== "") return port;
  throw new UsageError(`${flag} takes a port number from 0 to 65535, and got "${text}".`);
}

async function serve(options: Options): Promise<void> {
  mkdirSync(options.dataDir, { recursive: true });
  const log = stderrLog(options.isQuiet);
  // A promise that user code forgot to await must not end the deployment.
  process.on("unhandledRejection", (reason) => {
    log.fault("A function left a rejected promise behind", reason);
  });
  // Nor must a timer of an action that throws.
  process.on("uncaughtException", (error) => {
    log.fault("Something outside of a request failed", error);
  });
  const running = await startDeployment({ ...options, storePath: join(options.dataDir, "convex.sqlite3"), log });
  process.stdout.write(`ready ${running.origins.api} (site ${running.origins.site})\n`);
  const reason = await Promise.race([nextSignal(), ...(options.exitsWithParent ? [endOfInput()] : [])]);
  process.stderr.write(`${reason}: finishing what runs\n`);
  await running.stop(SHUTDOWN_MS);
}

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, resolve);
  });
}

/** Standard input is a pipe that the parent holds open: it ends with the parent, however the parent ends. */
function endOfInput(): Promise<string> {
  return new Promise((resolve) => {
    process.stdin
      .once("end", () => {
        resolve("The parent ended");
      })
      .resume();
  });
}

/** Why the deployment cannot start, in a sentence for its operator, or null for a fault. */
function reasonOf(error: unknown): string | null {
  if (error instanceof UsageError || error instanceof StoreError || error instanceof AdminKeyError)
    return error.message;
  if (!(error instanceof Error) || !("code" in error)) return null;
  if (error.code === "EADDRINUSE" && "port" in error) {
    return `Port ${String(error.port)} is in use. Stop the program that listens there, or choose others with --port and --site-port.`;
  }
  if (error.code === "EACCES" || error.code === "EADDRNOTAVAIL" || error.code === "EROFS") return error.message;
  return null;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(HELP);
  else await serve(options);
  process.exit(0);
} catch (error) {
  const stack = error instanceof Error ? error.stack : undefined;
  process.stderr.write(`${reasonOf(error) ?? stack ?? String(error)}\n`);
  process.exit(1);
}
