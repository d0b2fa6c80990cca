/** What must not be guessed about files: their addresses, and the tokens that allow an upload. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

import type { DeploymentState } from "../store/types.ts";

const STATE_KEY = "file_secret";
const SECRET_BYTES = 32;
const TOKEN_VALID_MS = 60 * 60 * 1000;
const TOKEN_TIME_BYTES = 6;
const TOKEN_NONCE_BYTES = 8;
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

export type TokenState = "valid" | "invalid" | "expired";

export class FileSecret {
  private readonly addressKey: Buffer;
  private readonly tokenKey: Buffer;

  constructor(secret: Buffer) {
    // AES-128 takes half a digest.
    this.addressKey = derivedKey(secret, "address").subarray(0, 16);
    this.tokenKey = derivedKey(secret, "token");
  }

  /** The deployment's secret, made when it is first asked for. */
  static of(state: DeploymentState): FileSecret {
    let text = state.get(STATE_KEY);
    if (text === null) {
      text = randomBytes(SECRET_BYTES).toString("hex");
      state.set(STATE_KEY, text);
    }
    return new FileSecret(Buffer.from(text, "hex"));
  }

  /**
   * The UUID under which a file is served: the 16 bytes that tell its id apart, encrypted.
   *
   * Who knows an id cannot tell the address, and the address needs no place in the database.
   */
  uuidOf(internal: Uint8Array): string {
    const cipher = createCipheriv("aes-128-ecb", this.addressKey, null).setAutoPadding(false);
    const hex = Buffer.concat([cipher.update(internal), cipher.final()]).toString("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  /** The bytes that `uuidOf` was given, or null when `text` is no UUID. */
  internalOf(text: string): Uint8Array | null {
    if (!UUID.test(text)) return null;
    const decipher = createDecipheriv("aes-128-ecb", this.addressKey, null).setAutoPadding(false);
    return Buffer.concat([decipher.update(Buffer.from(text.replaceAll("-", ""), "hex")), decipher.final()]);
  }

  /** A token that allows uploads for an hour from `now`, in milliseconds. */
  uploadToken(now: number): string {
    const time = Buffer.alloc(TOKEN_TIME_BYTES);
    time.writeUIntBE(Math.floor(now), 0, TOKEN_TIME_BYTES);
    const body = Buffer.concat([time, randomBytes(TOKEN_NONCE_BYTES)]);
    return Buffer.concat([body, this.seal(body)]).toString("hex");
  }

  checkToken(token: string, now: number): TokenState {
    const bytes = Buffer.from(token, "hex");
    const body = bytes.subarray(0, TOKEN_TIME_BYTES + TOKEN_NONCE_BYTES);
    const seal = bytes.subarray(body.length);
    const expected = this.seal(body);
    if (bytes.toString("hex") !== token || seal.length !== expected.length || !timingSafeEqual(seal, expected))
      return "invalid";
    return now - body.readUIntBE(0, TOKEN_TIME_BYTES) < TOKEN_VALID_MS ? "valid" : "expired";
  }

  private seal(body: Buffer): Buffer {
    return createHmac("sha256", this.tokenKey).update(body).digest();
  }
}

function derivedKey(secret: Buffer, purpose: string): Buffer {
  return createHmac("sha256", secret).update(purpose).digest();
}
