/** The WebSocket protocol is not served: its clients are told so at once, in a message that they print. */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

import { headerOf } from "./exchange.ts";

/** The constant of RFC 6455, section 1.3. */
const WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const TEXT_FRAME = 0x81;
const CLOSE_FRAME = 0x88;
const POLICY_VIOLATION = 1008;

const REFUSAL =
  "The embedded deployment does not serve live queries (the WebSocket protocol) yet. Over HTTP it serves queries, mutations, " +
  "actions, HTTP actions and `npx convex deploy`, `dev --once`, `run` and `codegen`. Commands such as `npx convex env list` and " +
  "`npx convex data` need self-hosted Convex or Convex Cloud; read variables with GET /api/list_environment_variables.";

/** Complete the handshake, send a fatal error, close. A plain HTTP refusal would only make clients try again. */
export function refuseSync(request: IncomingMessage, socket: Duplex): void {
  socket.on("error", () => socket.destroy());
  const key = headerOf(request, "sec-websocket-key");
  if (key === null) {
    socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    return;
  }
  const accept = createHash("sha1")
    .update(key + WEBSOCKET_GUID)
    .digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.write(textFrame(JSON.stringify({ type: "FatalError", error: REFUSAL })));
  socket.end(closeFrame());
}

/** An unmasked frame of 126 to 65,535 bytes, as a server sends it. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = Buffer.from([TEXT_FRAME, 126, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([head, payload]);
}

function closeFrame(): Buffer {
  return Buffer.from([CLOSE_FRAME, 2, POLICY_VIOLATION >> 8, POLICY_VIOLATION & 0xff]);
}
