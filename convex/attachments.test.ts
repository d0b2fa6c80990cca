import { beforeEach, describe, expect, test } from "vitest";
import { internal } from "./_generated/api";
import type { Actor } from "./model/access";
import {
  codeOf,
  HUB_OWNER,
  newTown,
  openTicket,
  OWNER,
  person,
  REQUESTER,
  setTicket,
  staff,
  stored,
  storeFile,
  type Town,
} from "./tickets.setup";

const PNG = { file_name: " foto.png ", content_type: "image/png", size: 10 };

let town: Town;

beforeEach(async () => {
  town = await newTown();
});

async function attach(ticket_id: string, actor: Actor = REQUESTER, more: object = {}) {
  const file = { ...PNG, ...more };
  const storage_id = await storeFile(town, file.size, file.content_type);
  return await town.t.mutation(internal.attachments.attachFile, { actor, ticket_id, storage_id, ...file });
}

test("a file is attached, listed, fetched and deleted with its bytes", async () => {
  const id = await openTicket(town);
  const { attachment } = await attach(id);
  expect(attachment).toMatchObject({
    ticket_id: id,
    uploaded_by: REQUESTER.user_id,
    uploader: { full_name: "requester" },
    file_name: "foto.png",
    content_type: "image/png",
    size: 10,
    is_internal: false,
  });
  expect(await stored(town, id)).toMatchObject({ version: 2 });
  const on = { actor: OWNER, ticket_id: id };
  expect((await town.t.query(internal.attachments.listAttachments, on)).attachments).toEqual([attachment]);
  const asked = { ...on, attachment_id: attachment.id };
  expect(await town.t.query(internal.attachments.getAttachment, asked)).toEqual({
    attachment,
    url: expect.stringMatching(/^https?:/) as string,
  });
  await town.t.mutation(internal.attachments.deleteAttachment, asked);
  expect(await codeOf(town.t.query(internal.attachments.getAttachment, asked))).toBe("attachment_not_found");
  expect(await town.t.run(async (ctx) => await ctx.db.system.query("_storage").first())).toBeNull();
});

test("an upload URL is given to who may attach", async () => {
  const id = await openTicket(town);
  const { upload_url } = await town.t.mutation(internal.attachments.createUploadUrl, { actor: REQUESTER, ticket_id: id });
  expect(upload_url).toMatch(/^https?:/);
});

describe("the stored file is checked again", () => {
  test.each([
    ["of exactly 5 MiB", { size: 5 * 2 ** 20 }, "ok"],
    ["of more than 5 MiB", { size: 5 * 2 ** 20 + 1 }, "file_too_large"],
    ["of another type", { content_type: "image/svg+xml" }, "file_type_not_allowed"],
    ["a WebP", { content_type: "image/webp" }, "ok"],
    ["without a name", { file_name: " " }, "invalid_value"],
  ])("%s", async (_what, more, code) => {
    expect(await codeOf(attach(await openTicket(town), REQUESTER, more))).toBe(code);
  });

  test("against what the caller says of it", async () => {
    const id = await openTicket(town);
    const storage_id = await storeFile(town, 10, "image/svg+xml");
    const call = (more: object) =>
      town.t.mutation(internal.attachments.attachFile, { actor: REQUESTER, ticket_id: id, storage_id, ...PNG, ...more });
    expect(await codeOf(call({}))).toBe("invalid_value");
    expect(await codeOf(call({ size: 11 }))).toBe("invalid_value");
    expect(await codeOf(call({ storage_id: "nonsense" }))).toBe("upload_not_found");
  });
});

test("a file is held once", async () => {
  const id = await openTicket(town);
  const storage_id = await storeFile(town);
  const call = () => town.t.mutation(internal.attachments.attachFile, { actor: REQUESTER, ticket_id: id, storage_id, ...PNG });
  expect([await codeOf(call()), await codeOf(call())]).toEqual(["ok", "upload_not_found"]);
});

test("an upload that nobody holds is discarded, one that a ticket holds is not", async () => {
  const id = await openTicket(town);
  const loose = await storeFile(town);
  const discard = (storage_id: string) => town.t.mutation(internal.attachments.discardUpload, { storage_id });
  expect(await discard(loose)).toEqual({ discarded: true });
  expect(await discard(loose)).toEqual({ discarded: false });
  const held = await storeFile(town);
  await town.t.mutation(internal.attachments.attachFile, { actor: REQUESTER, ticket_id: id, storage_id: held, ...PNG });
  expect(await discard(held)).toEqual({ discarded: false });
});

describe("an internal file", () => {
  test("is seen by who reads notes alone", async () => {
    const id = await openTicket(town, "routed");
    const { attachment } = await attach(id, HUB_OWNER, { is_internal: true });
    for (const actor of [REQUESTER, OWNER, person("member")]) {
      const asked = { actor, ticket_id: id, attachment_id: attachment.id };
      expect(await codeOf(town.t.query(internal.attachments.getAttachment, asked))).toBe("attachment_not_found");
      expect(await codeOf(town.t.mutation(internal.attachments.deleteAttachment, asked))).toBe("attachment_not_found");
      const { attachments } = await town.t.query(internal.attachments.listAttachments, { actor, ticket_id: id });
      expect(attachments).toEqual([]);
    }
    const seen = { actor: staff("see"), ticket_id: id, attachment_id: attachment.id };
    expect(await codeOf(town.t.query(internal.attachments.getAttachment, seen))).toBe("ok");
  });

  test("is what comes with an internal note", async () => {
    const id = await openTicket(town);
    const note = { actor: OWNER, ticket_id: id, content: "Rahasia", is_internal: true };
    const { comment } = await town.t.mutation(internal.tickets.addComment, note);
    expect(await codeOf(attach(id, REQUESTER, { comment_id: comment.id }))).toBe("comment_not_found");
    expect((await attach(id, OWNER, { comment_id: comment.id })).attachment).toMatchObject({
      is_internal: true,
      comment_id: comment.id,
    });
  });

  test("cannot be made by a client", async () => {
    expect(await codeOf(attach(await openTicket(town), REQUESTER, { is_internal: true }))).toBe("forbidden");
  });
});

test("a comment of another ticket takes no file of this one", async () => {
  const [id, other] = [await openTicket(town), await openTicket(town)];
  const said = { actor: REQUESTER, ticket_id: other, content: "Halo" };
  const { comment } = await town.t.mutation(internal.tickets.addComment, said);
  expect(await codeOf(attach(id, REQUESTER, { comment_id: comment.id }))).toBe("comment_not_found");
});

test("on a closed ticket clients neither add nor delete files, staff do", async () => {
  const id = await openTicket(town);
  const { attachment } = await attach(id);
  await setTicket(town, id, { stage: "closed" });
  const remove = (actor: Actor) =>
    town.t.mutation(internal.attachments.deleteAttachment, { actor, ticket_id: id, attachment_id: attachment.id });
  expect([await codeOf(attach(id)), await codeOf(remove(REQUESTER))]).toEqual(["ticket_closed", "ticket_closed"]);
  expect([await codeOf(attach(id, OWNER)), await codeOf(remove(OWNER))]).toEqual(["ok", "ok"]);
});

test("a client deletes their own files alone", async () => {
  const id = await openTicket(town);
  const { attachment } = await attach(id, person("member"));
  const remove = (actor: Actor) =>
    town.t.mutation(internal.attachments.deleteAttachment, { actor, ticket_id: id, attachment_id: attachment.id });
  expect([await codeOf(remove(REQUESTER)), await codeOf(remove(person("member")))]).toEqual(["forbidden", "ok"]);
});

test("a ticket holds at most fifty files", async () => {
  const id = await openTicket(town);
  for (let n = 0; n < 50; n += 1) {
    await attach(id);
  }
  expect(await codeOf(attach(id))).toBe("too_many_attachments");
  const url = town.t.mutation(internal.attachments.createUploadUrl, { actor: REQUESTER, ticket_id: id });
  expect(await codeOf(url)).toBe("too_many_attachments");
});

test("attaching with the same key twice attaches once", async () => {
  const id = await openTicket(town);
  const storage_id = await storeFile(town);
  const request = { actor: REQUESTER, ticket_id: id, storage_id, ...PNG, idempotency_key: "k", fingerprint: "f" };
  const first = await town.t.mutation(internal.attachments.attachFile, request);
  expect(await town.t.mutation(internal.attachments.attachFile, request)).toEqual(first);
});
