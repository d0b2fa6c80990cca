/** The HTTP actions of the deployment. The only one is the bulk import of the migration. */

import { httpRouter, ROUTABLE_HTTP_METHODS } from "convex/server";
import { httpAction } from "./_generated/server";
import { receiveBatch, refuseMethod } from "./model/migration/request";

const MIGRATE = "/migrate/";

const http = httpRouter();

for (const method of ROUTABLE_HTTP_METHODS) {
  const handler = method === "POST" ? receiveBatch : refuseMethod;
  http.route({ pathPrefix: MIGRATE, method, handler: httpAction(handler) });
}

export default http;
