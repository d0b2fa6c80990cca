/** Who may import: the bearer of the deployment's `MIGRATION_KEY`. */

/** Test if the request carries the key, in a time that does not tell how much of it was right. */
export async function bearsKey(request: Request, key: string): Promise<boolean> {
  const sent = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  return sent !== undefined && haveSameBytes(await digestOf(sent), await digestOf(key));
}

/** Digests have one length whatever the keys have, so the comparison does not tell that either. */
async function digestOf(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

function haveSameBytes(left: Uint8Array, right: Uint8Array): boolean {
  let difference = left.length ^ right.length;
  for (const [at, byte] of left.entries()) {
    difference |= byte ^ (right[at] ?? 0);
  }
  return difference === 0;
}
