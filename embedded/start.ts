/** Puts the parts of a deployment together: store, runtime, pushes, HTTP. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { FileStorage } from "./files/file_storage.ts";
import { readOrCreateAdminKey } from "./http/admin_key.ts";
import { Credentials } from "./http/credentials.ts";
import { DeployApi } from "./http/deploy_api.ts";
import { EnvironmentApi } from "./http/environment_api.ts";
import { FunctionApi } from "./http/function_api.ts";
import type { Log } from "./http/request_log.ts";
import { routerOf } from "./http/routes.ts";
import { HttpServers } from "./http/server.ts";
import { Site } from "./http/site.ts";
import { StorageApi } from "./http/storage_api.ts";
import { PushService } from "./push/push_service.ts";
import type { Origins } from "./runtime/deployment.ts";
import { Deployment } from "./runtime/deployment.ts";
import { Store } from "./store/store.ts";

export interface StartOptions {
  readonly storePath: string;
  readonly adminKeyFile: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly sitePort: number;
  readonly log: Log;
}

export interface RunningDeployment {
  readonly origins: Origins;
  readonly adminKey: string;
  /** Finish what runs within `patienceMs`, and close the file. */
  stop(patienceMs: number): Promise<void>;
}

/** Start a deployment. Rejects with `StoreError`, `AdminKeyError`, or Node's errors of listening. */
export async function startDeployment(options: StartOptions): Promise<RunningDeployment> {
  const adminKey = readOrCreateAdminKey(options.adminKeyFile);
  const store = Store.open(options.storePath);
  try {
    const files = FileStorage.open(store, join(dirname(options.storePath), "files"), (what, error) => {
      options.log.fault(what, error);
    });
    const deployment = new Deployment(store, files, { api: "", site: "" });
    const servers = serversOf(deployment, adminKey, options.log);
    const { port, sitePort } = await servers.listen(options.host, options.port, options.sitePort);
    const origins = { api: originOf(options.host, port), site: originOf(options.host, sitePort) };
    deployment.setOrigins(origins);
    const stop = async (patienceMs: number): Promise<void> => {
      deployment.log.close();
      await servers.close(patienceMs);
      store.close();
    };
    return { origins, adminKey, stop };
  } catch (error) {
    store.close();
    throw error;
  }
}

function serversOf(deployment: Deployment, adminKey: string, log: Log): HttpServers {
  const credentials = new Credentials(adminKey);
  const pushes = new PushService(deployment, (sentence) => {
    log.warning(sentence);
  });
  const route = routerOf({
    functions: new FunctionApi(deployment, credentials),
    deploys: new DeployApi(deployment, pushes, credentials),
    environment: new EnvironmentApi(deployment, credentials),
    storage: new StorageApi(deployment),
    version: convexVersion(),
  });
  return new HttpServers({ route, site: new Site(deployment, credentials), log });
}

/** The version of the `convex` package whose protocol this deployment speaks. */
function convexVersion(): string {
  const { version } = createRequire(import.meta.url)("convex/package.json") as { version: string };
  return `embedded-${version}`;
}

/** The address to call; a deployment that listens everywhere is called on this machine. */
function originOf(listening: string, port: number): string {
  const host = listening === "0.0.0.0" ? "127.0.0.1" : listening === "::" ? "::1" : listening;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
