import { createHash, randomBytes } from "node:crypto";
import { request } from "node:http";
import { gzipSync } from "node:zlib";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { FileSecret } from "../files/file_secret.ts";
import { CLI_TEST_MS, TestDeployment } from "../fixtures/test_deployment.ts";

let deployment: TestDeployment;

beforeAll(async () => {
  deployment = await TestDeployment.startWithFixture();
}, CLI_TEST_MS);

afterAll(async () => {
  await deployment.stop();
});

const sha256 = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("base64");
const uploadUrl = async (): Promise<string> => (await deployment.value("mutation", "files:uploadUrl")) as string;

async function upload(body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(await uploadUrl(), { method: "POST", body, headers });
}

async function stored(body: string | Uint8Array, headers: Record<string, string> = {}): Promise<string> {
  const response = await upload(body, headers);
  expect(response.status).toBe(200);
  return ((await response.json()) as { storageId: string }).storageId;
}

async function urlOf(id: string): Promise<string> {
  return (await deployment.value("query", "files:url", { id })) as string;
}

async function refusal(response: Response): Promise<[number, string]> {
  return [response.status, ((await response.json()) as { code: string }).code];
}

describe("an upload", () => {
  test("by the official client becomes a file that is served byte for byte", async () => {
    const client = deployment.client();
    const bytes = randomBytes(3_000_001);
    const url = (await client.mutation("files:uploadUrl" as never)) as string;
    const response = await fetch(url, { method: "POST", body: bytes, headers: { "content-type": "image/png" } });
    const { storageId } = (await response.json()) as { storageId: string };
    const served = await fetch(await client.query("files:url" as never, { id: storageId } as never));
    expect(served.status).toBe(200);
    expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(served.headers)).toMatchObject({
      "content-type": "image/png",
      "content-length": "3000001",
      digest: `sha-256=${sha256(bytes)}`,
      "accept-ranges": "bytes",
      "cache-control": "private, max-age=2592000",
    });
  });

  test("leaves a document that db.system reads", async () => {
    const id = await stored("halo", { "content-type": "text/plain;charset=utf-8" });
    expect(id).toMatch(/^[0-9a-z]{32}$/);
    expect(await deployment.value("query", "files:document", { id })).toEqual({
      _id: id,
      _creationTime: expect.any(Number) as number,
      sha256: sha256("halo"),
      size: 4,
      contentType: "text/plain;charset=utf-8",
    });
    expect(await deployment.value("query", "files:newest", { count: 1 })).toEqual([id]);
    expect(await deployment.value("query", "files:normalize", { text: id })).toBe(id);
    expect(await deployment.value("query", "files:normalize", { text: "nonsense" })).toBeNull();
  });

  test("without a content type has none", async () => {
    const id = await stored(new Uint8Array([1, 2]));
    expect(await deployment.value("query", "files:document", { id })).not.toHaveProperty("contentType");
    expect((await fetch(await urlOf(id))).headers.get("content-type")).toBeNull();
  });

  test("in chunks of unknown number is taken", async () => {
    const chunks = Array.from({ length: 50 }, (_each, i) => Buffer.alloc(1000 + i, i));
    const url = new URL(await uploadUrl());
    const id = await new Promise<string>((resolve, reject) => {
      const sending = request(url, { method: "POST" }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("end", () => {
          resolve((JSON.parse(text) as { storageId: string }).storageId);
        });
      });
      sending.on("error", reject);
      for (const chunk of chunks) sending.write(chunk);
      sending.end();
    });
    const served = await (await fetch(await urlOf(id))).arrayBuffer();
    expect(Buffer.from(served).equals(Buffer.concat(chunks))).toBe(true);
  });

  test("compressed on its way is stored as it was before", async () => {
    const id = await stored(gzipSync("uncompressed"), { "content-encoding": "gzip" });
    expect(await (await fetch(await urlOf(id))).text()).toBe("uncompressed");
    expect(await refusal(await upload("not gzip", { "content-encoding": "gzip" }))).toEqual([400, "BadBody"]);
    expect(await refusal(await upload("x", { "content-encoding": "zip" }))).toEqual([400, "BadHeader"]);
  });

  test("is held against the digest it names", async () => {
    expect((await upload("abc", { digest: `sha-256=${sha256("abc")}` })).status).toBe(200);
    const before = await deployment.value("query", "files:count");
    expect(await refusal(await upload("abd", { digest: `sha-256=${sha256("abc")}` }))).toEqual([400, "Sha256Mismatch"]);
    expect(await refusal(await upload("abc", { digest: "md5=abc" }))).toEqual([400, "BadHeader"]);
    expect(await deployment.value("query", "files:count")).toBe(before);
    expect(deployment.fileNames().filter((name) => name.startsWith("upload-"))).toEqual([]);
  });

  test("cut off by its sender leaves nothing", async () => {
    const before = await deployment.value("query", "files:count");
    const url = new URL(await uploadUrl());
    await new Promise<void>((resolve) => {
      const sending = request(url, { method: "POST", headers: { "content-length": "1000000" } });
      sending.on("error", () => {
        resolve();
      });
      sending.write(Buffer.alloc(100_000), () => {
        setTimeout(() => {
          sending.destroy(new Error("cut"));
        }, 50);
      });
    });
    await expect.poll(() => deployment.fileNames().filter((name) => name.startsWith("upload-"))).toEqual([]);
    expect(await deployment.value("query", "files:count")).toBe(before);
    expect(deployment.faults).toEqual([]);
  });

  test("needs a token of this deployment, which lasts an hour and may be used again", async () => {
    const url = new URL(await uploadUrl());
    const token = url.searchParams.get("token") ?? "";
    const post = async (changed: string): Promise<Response> => {
      url.searchParams.set("token", changed);
      return await fetch(url, { method: "POST", body: "x" });
    };
    expect([(await post(token)).status, (await post(token)).status]).toEqual([200, 200]);
    const flipped = token.slice(0, -1) + (token.endsWith("0") ? "1" : "0");
    for (const bad of [
      "",
      "zz",
      flipped,
      `0${token.slice(1)}1`,
      token.toUpperCase() === token ? `${token}00` : token.toUpperCase(),
    ]) {
      expect(await refusal(await post(bad))).toEqual([401, "StorageTokenInvalid"]);
    }
    url.searchParams.delete("token");
    expect(await refusal(await fetch(url, { method: "POST", body: "x" }))).toEqual([400, "BadQueryArgs"]);
  });

  test("is open to pages of any origin", async () => {
    const headers = {
      origin: "https://app.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,digest",
    };
    const preflight = await fetch(await uploadUrl(), { method: "OPTIONS", headers });
    expect([
      preflight.status,
      preflight.headers.get("access-control-allow-origin"),
      preflight.headers.get("access-control-allow-headers"),
    ]).toEqual([204, "https://app.example", "content-type,digest"]);
    const response = await upload("x", { origin: "https://app.example" });
    expect(response.headers.get("access-control-allow-origin")).toBe("https://app.example");
  });
});

test("a token expires after an hour", () => {
  const secret = new FileSecret(Buffer.alloc(32, 7));
  const token = secret.uploadToken(1_000_000);
  expect([0, 3_599_999, 3_600_000].map((later) => secret.checkToken(token, 1_000_000 + later))).toEqual([
    "valid",
    "valid",
    "expired",
  ]);
  expect(new FileSecret(Buffer.alloc(32, 8)).checkToken(token, 1_000_000)).toBe("invalid");
});

describe("a range of a file", () => {
  const body = Buffer.from(Array.from({ length: 256 }, (_each, i) => i));
  let url: string;
  beforeAll(async () => {
    url = await urlOf(await stored(body, { "content-type": "application/octet-stream" }));
  });

  test.each<[string, number, number]>([
    ["bytes=0-0", 0, 0],
    ["bytes=10-19", 10, 19],
    ["bytes=250-", 250, 255],
    ["bytes=250-9999", 250, 255],
    ["bytes=-5", 251, 255],
    ["bytes=-9999", 0, 255],
    ["bytes=0-", 0, 255],
    ["Bytes = 3-4", 3, 4],
  ])("%s is answered with those bytes", async (range, first, last) => {
    const response = await fetch(url, { headers: { range } });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(`bytes ${first}-${last}/256`);
    expect(response.headers.get("content-length")).toBe(String(last - first + 1));
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(Buffer.from(await response.arrayBuffer())).toEqual(body.subarray(first, last + 1));
  });

  test.each(["bytes=256-", "bytes=300-400", "bytes=-0", "bytes=0-1,5-6"])("%s cannot be satisfied", async (range) => {
    const response = await fetch(url, { headers: { range } });
    expect([response.status, response.headers.get("content-range"), await response.text()]).toEqual([
      416,
      "bytes */256",
      "",
    ]);
  });

  test.each(["bytes=5-2", "bytes=x", "lines=1-2", "bytes=-", "bytes="])(
    "%s is no range, so the whole file is sent",
    async (range) => {
      const response = await fetch(url, { headers: { range } });
      expect([response.status, Buffer.from(await response.arrayBuffer()).equals(body)]).toEqual([200, true]);
    },
  );

  test("of an empty file is the whole of it", async () => {
    const empty = await urlOf(await stored(new Uint8Array(0)));
    for (const headers of [{}, { range: "bytes=0-10" }]) {
      const response = await fetch(empty, { headers });
      expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([200, "0", ""]);
      expect(response.headers.get("digest")).toBe(`sha-256=${sha256("")}`);
    }
  });

  test("or the whole is told by HEAD without a body", async () => {
    const whole = await fetch(url, { method: "HEAD" });
    expect([
      whole.status,
      whole.headers.get("content-length"),
      whole.headers.get("digest"),
      await whole.text(),
    ]).toEqual([200, "256", `sha-256=${sha256(body)}`, ""]);
    const part = await fetch(url, { method: "HEAD", headers: { range: "bytes=1-2" } });
    expect([part.status, part.headers.get("content-length"), part.headers.get("content-range")]).toEqual([
      206,
      "2",
      "bytes 1-2/256",
    ]);
  });
});

describe("an address", () => {
  test("is no UUID, or of no file", async () => {
    const get = async (name: string): Promise<[number, string]> =>
      await refusal(await fetch(`${deployment.url}/api/storage/${name}`));
    expect(await get("nonsense")).toEqual([400, "InvalidStoragePath"]);
    expect(await get("..%2f..%2fadmin_key")).toEqual([400, "InvalidStoragePath"]);
    expect(await get(await stored("x"))).toEqual([400, "InvalidStoragePath"]);
    expect(await get("00000000-0000-4000-8000-000000000000")).toEqual([404, "FileNotFound"]);
  });

  test("tells nothing of the id, and stays the same", async () => {
    const id = await stored("x");
    const url = await urlOf(id);
    expect(url).toMatch(new RegExp(`^${deployment.url}/api/storage/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`));
    expect(await urlOf(id)).toBe(url);
  });

  test("can stand for the id in storage calls, as in the first versions of Convex", async () => {
    const id = await stored("legacy", { "content-type": "text/plain" });
    const uuid = (await urlOf(id)).split("/").at(-1) ?? "";
    expect(await urlOf(uuid)).toBe(await urlOf(id));
    const expected = {
      storageId: uuid,
      sha256: createHash("sha256").update("legacy").digest("hex"),
      size: 6,
      contentType: "text/plain",
    };
    expect(await deployment.value("query", "files:metadata", { id: uuid })).toEqual(expected);
    await deployment.value("mutation", "files:remove", { id: uuid });
    expect(await urlOf(id)).toBeNull();
    expect(await deployment.value("query", "files:metadata", { id })).toBeNull();
  });
});

describe("a deletion", () => {
  test("takes the document at once and the bytes after the commit", async () => {
    const id = await stored("to go");
    const url = await urlOf(id);
    await deployment.value("mutation", "files:remove", { id });
    expect(await refusal(await fetch(url))).toEqual([404, "FileNotFound"]);
    expect(await deployment.value("query", "files:document", { id })).toBeNull();
    await expect.poll(() => deployment.fileNames()).not.toContain(id);
  });

  test("in a mutation that fails deletes nothing", async () => {
    const id = await stored("stays");
    const answer = await deployment.call("mutation", "files:removeAndFail", { id });
    expect(answer.errorMessage).toContain("inside: null");
    await stored("another commit");
    expect(await (await fetch(await urlOf(id))).text()).toBe("stays");
  });

  test("in a nested mutation goes with it or stays with it", async () => {
    const [kept, removed] = [await stored("kept"), await stored("removed")];
    await deployment.value("mutation", "files:removeAround", { kept, removed });
    expect(await (await fetch(await urlOf(kept))).text()).toBe("kept");
    expect(await urlOf(removed)).toBeNull();
    await expect.poll(() => deployment.fileNames()).not.toContain(removed);
    expect(deployment.fileNames()).toContain(kept);
  });

  test("while a client reads lets it read to the end", async () => {
    const bytes = randomBytes(30_000_000);
    const id = await stored(bytes);
    const response = await fetch(await urlOf(id));
    await deployment.value("mutation", "files:remove", { id });
    expect(sha256(new Uint8Array(await response.arrayBuffer()))).toBe(sha256(bytes));
  });

  test("of what is not there is refused", async () => {
    const id = await stored("x");
    await deployment.value("mutation", "files:remove", { id });
    expect((await deployment.call("mutation", "files:remove", { id })).errorMessage).toContain(
      `storage id ${id} not found`,
    );
  });
});

describe("storage calls", () => {
  test("refuse ids of other tables and what is no id", async () => {
    const message = await deployment.value("mutation", "messages:send", { author: "a", body: "b" });
    expect((await deployment.call("query", "files:url", { id: message })).errorMessage).toContain(
      "Invalid argument `storageId` for `storage.getUrl`: Invalid storage ID. Storage ID cannot be an ID on any table other than '_storage'.",
    );
    expect((await deployment.call("query", "files:metadata", { id: "what" })).errorMessage).toContain(
      "Invalid argument `storageId` for `storage.getMetadata`: Invalid storage ID: \"what\". Storage ID should be an Id of '_storage' table, or a UUID string.",
    );
  });

  test.each(["get", "patch", "replace", "delete", "insert", "query"])(
    "are the only way to files: db.%s refuses",
    async (how) => {
      const id = await stored("guarded");
      const answer = await deployment.call("mutation", "files:reachAsDocument", { id, how });
      expect(answer.status).toBe("error");
      expect(await (await fetch(await urlOf(id))).text()).toBe("guarded");
    },
  );

  test("in a mutation store and read, and undo what they stored", async () => {
    const answer = (await deployment.value("mutation", "files:storeInMutation", {
      text: "dalam mutasi €",
      fails: false,
    })) as { id: string };
    expect(answer).toEqual({ id: answer.id, text: "dalam mutasi €", type: "text/plain" });
    const served = await fetch(await urlOf(answer.id));
    expect([served.headers.get("content-type"), await served.text()]).toEqual(["text/plain", "dalam mutasi €"]);
    const before = await deployment.value("query", "files:count");
    expect((await deployment.call("mutation", "files:storeInMutation", { text: "x", fails: true })).status).toBe(
      "error",
    );
    expect(await deployment.value("query", "files:count")).toBe(before);
    await stored("another commit");
    await expect.poll(() => deployment.fileNames().length).toBe((before as number) + 1);
  });

  test("in a mutation are metered and limited", async () => {
    const metrics = await deployment.value("mutation", "files:storeMany", { files: 2, bytesEach: 100, reads: true });
    expect(metrics).toEqual({
      filesRead: { used: 2, remaining: 8 },
      fileReadBytes: { used: 200, remaining: 16 * 1024 * 1024 - 200 },
      filesWritten: { used: 2, remaining: 8 },
      fileWriteBytes: { used: 200, remaining: 16 * 1024 * 1024 - 200 },
    });
    const before = await deployment.value("query", "files:count");
    for (const [files, bytesEach] of [
      [11, 1],
      [3, 6_000_000],
    ]) {
      const answer = await deployment.call("mutation", "files:storeMany", { files, bytesEach, reads: false });
      expect(answer.errorMessage).toMatch(/Too many (files|bytes of files) written in a single function execution/);
    }
    expect(await deployment.value("query", "files:count")).toBe(before);
  });

  test("in an action store, read and delete", async () => {
    const id = (await deployment.value("action", "files:storeInAction", {
      text: "aksi",
      type: "text/markdown",
    })) as string;
    expect(await deployment.value("action", "files:readInAction", { id })).toEqual({
      text: "aksi",
      type: "text/markdown",
      size: 4,
      hasUrl: true,
    });
    await deployment.value("action", "files:removeInAction", { id });
    expect(await deployment.value("action", "files:readInAction", { id })).toBeNull();
  });

  test("in an action hold the bytes against a digest", async () => {
    for (const digest of [sha256("aksi"), createHash("sha256").update("aksi").digest("hex")]) {
      await deployment.value("action", "files:storeInAction", { text: "aksi", type: "", sha256: digest });
    }
    const answer = await deployment.call("action", "files:storeInAction", {
      text: "lain",
      type: "",
      sha256: sha256("aksi"),
    });
    expect(answer.errorMessage).toContain("Sha256 mismatch");
  });
});

test("a file whose bytes were taken away is a fault that the log tells of", async () => {
  const id = await stored("taken away");
  deployment.removeFile(id);
  expect(await refusal(await fetch(await urlOf(id)))).toEqual([500, "InternalServerError"]);
  expect(deployment.faults).toEqual([expect.objectContaining({ code: "ENOENT" })]);
  deployment.faults.length = 0;
  await deployment.value("mutation", "files:remove", { id });
});

test("files and their addresses outlive a restart, and nothing else does", async () => {
  const id = await stored("lasting");
  const { pathname } = new URL(await urlOf(id));
  deployment.putFile("upload-interrupted", "half");
  deployment.putFile("j57000820c20a1g7104gm2rc1m70ynr8", "orphan");
  await deployment.restart();
  expect(await (await fetch(`${deployment.url}${pathname}`)).text()).toBe("lasting");
  expect(deployment.fileNames()).toContain(id);
  expect(deployment.fileNames().filter((name) => name.startsWith("upload-") || name.startsWith("j57"))).toEqual([]);
});
