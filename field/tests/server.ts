/** A server in memory that keeps the contract, and a wire that can be cut. */
import { createHash } from "node:crypto";

import type { AnswerIn, AnswerReceipt, Change, FileReceipt, Me, VisitIn, VisitReceipt } from "../src/engine/contract";
import type { Fetch } from "../src/engine/http";

export const ME: Me = {
  user_id: 7,
  username: "lin",
  display_name: "林检查",
  unit: "督导一组",
  csrf_token: "token",
  server_time: "2017-08-02T09:00:00+08:00",
  campaign: { id: 1, name: "创建攻坚行动", start_on: "2017-07-31", end_on: "2017-09-18", is_demo: true },
  photo: { max_edge: 1600, quality: 0.8, max_bytes: 600_000, max_pixels: 50_000_000 },
  chunk_bytes: 64,
  may: ["visit", "verify"],
  version: "0.1.0",
};

interface Upload {
  length: number;
  bytes: Uint8Array;
}

export interface Request {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: Uint8Array;
}

/** What came in whole is kept; `files` and `visits` count how often each was taken in. */
export class Server {
  me: Me = ME;
  changes: Change[] = [];
  pageSize = 500;
  isSignedIn = true;
  readonly uploads = new Map<string, Upload>();
  readonly files = new Map<string, FileReceipt>();
  readonly visits = new Map<string, { body: VisitIn; receipt: VisitReceipt }>();
  readonly answers = new Map<string, { body: AnswerIn; receipt: AnswerReceipt }>();
  /** The round in which each case is now, by its key; else whatever the answer says. */
  readonly rounds = new Map<string, number>();
  /** Pictures by address, with their sizes. */
  readonly pictures = new Map<string, number>();
  readonly rivals: VisitIn[] = [];
  readonly taken: string[] = [];
  readonly asked: string[] = [];
  /** Answers given instead of the real one, by "METHOD path". */
  readonly instead = new Map<string, () => Response>();

  answer(request: Request): Response {
    this.asked.push(`${request.method} ${request.path}`);
    const instead = this.instead.get(`${request.method} ${request.path}`);
    if (instead) return instead();
    if (!this.isSignedIn) return refusal(401, "请登录");
    if (request.method !== "GET" && request.method !== "HEAD" && request.headers.get("X-CSRFToken") !== "token") {
      return refusal(403, "CSRF");
    }
    if (request.path === "me") return json(this.me);
    if (request.path === "changes") return this.page(Number(request.query.get("cursor") ?? 0));
    if (request.path === "visits") return this.visit(request);
    if (request.path === "answers") return this.takeAnswer(request);
    if (request.path.startsWith("/photos/")) return this.picture(request.path);
    return this.file(request);
  }

  private page(from: number): Response {
    const items = this.changes.slice(from, from + this.pageSize);
    const cursor = from + items.length;
    return json({ cursor: String(cursor), more: cursor < this.changes.length, items });
  }

  private file(request: Request): Response {
    if (request.method === "POST") return this.create(request);
    const sha256 = request.path.slice("files/".length);
    if (request.method === "GET") {
      const receipt = this.files.get(sha256);
      return receipt ? json(receipt) : refusal(404, "没有");
    }
    const upload = this.uploads.get(sha256);
    if (!upload) return refusal(404, "没有");
    return request.method === "HEAD" ? offset(200, upload) : this.patch(request, sha256, upload);
  }

  private create({ headers }: Request): Response {
    const named = /sha256 (\S+?)(,|$)/.exec(headers.get("Upload-Metadata") ?? "")?.[1] ?? "";
    const sha256 = Buffer.from(named, "base64").toString();
    const length = Number(headers.get("Upload-Length"));
    if (!this.uploads.has(sha256)) this.uploads.set(sha256, { length, bytes: new Uint8Array() });
    return new Response(null, { status: 201, headers: { Location: `/api/v1/field/files/${sha256}` } });
  }

  private patch({ headers, body }: Request, sha256: string, upload: Upload): Response {
    if (Number(headers.get("Upload-Offset")) !== upload.bytes.length) return refusal(409, "offset");
    this.append(sha256, upload, body);
    return offset(204, upload);
  }

  append(sha256: string, upload: Upload, body: Uint8Array): void {
    upload.bytes = Buffer.concat([upload.bytes, body]);
    if (upload.bytes.length < upload.length || this.files.has(sha256)) return;
    if (createHash("sha256").update(upload.bytes).digest("hex") !== sha256) {
      upload.bytes = new Uint8Array();
      return;
    }
    this.taken.push(sha256);
    this.files.set(sha256, { sha256, size: upload.length, width: 1, height: 1, received_at: ME.server_time });
  }

  private picture(address: string): Response {
    const size = this.pictures.get(address);
    if (size === undefined) return refusal(404, "没有");
    return new Response(new Uint8Array(size), { headers: { "Content-Type": "image/jpeg" } });
  }

  private takeAnswer({ headers, body }: Request): Response {
    const digest = createHash("sha256").update(body).digest("hex");
    if (headers.get("X-Body-SHA256") !== digest) return refusal(460, "digest");
    const answer = JSON.parse(Buffer.from(body).toString()) as AnswerIn;
    const known = this.answers.get(answer.client_id);
    if (known?.receipt.body_sha256 === digest) return json({ ...known.receipt, is_new: false });
    if (known) return refusal(409, "两份不同的内容");
    const missing = answer.photos.map(({ sha256 }) => sha256).filter((sha256) => !this.files.has(sha256));
    if (missing.length) return refusal(424, "照片未到", { files: missing.join(",") });
    return json(this.keepAnswer(answer, digest), 201);
  }

  private keepAnswer(body: AnswerIn, digest: string): AnswerReceipt {
    const round = this.rounds.get(body.task.split(":")[1] ?? "") ?? body.round;
    const receipt: AnswerReceipt = {
      client_id: body.client_id,
      body_sha256: digest,
      received_at: ME.server_time,
      is_new: true,
      outcome: round === body.round ? "taken" : "kept",
      told: round === body.round ? "已登记" : `案件已进入第 ${round} 轮`,
    };
    this.answers.set(body.client_id, { body, receipt });
    this.taken.push(body.client_id);
    return receipt;
  }

  private visit({ headers, body }: Request): Response {
    const digest = createHash("sha256").update(body).digest("hex");
    if (headers.get("X-Body-SHA256") !== digest) return refusal(400, "digest");
    const visit = JSON.parse(Buffer.from(body).toString()) as VisitIn;
    const kept = this.visits.get(visit.client_id);
    if (kept?.receipt.body_sha256 === digest) return json({ ...kept.receipt, is_new: false });
    if (kept) {
      this.rivals.push(visit);
      return refusal(409, "两份不同的内容", { rival: "1" });
    }
    const missing = filesOf(visit).filter((sha256) => !this.files.has(sha256));
    if (missing.length) return refusal(424, "照片未到", { files: missing.join(",") });
    return json(this.keep(visit, digest), 201);
  }

  private keep(body: VisitIn, digest: string): VisitReceipt {
    const cases = body.findings.map((finding) => ({ number: this.visits.size * 100 + finding.position }));
    const receipt: VisitReceipt = {
      client_id: body.client_id,
      visit_id: this.visits.size + 1,
      body_sha256: digest,
      submitted_at: ME.server_time,
      cases,
      is_new: true,
    };
    this.visits.set(body.client_id, { body, receipt });
    this.taken.push(body.client_id);
    return receipt;
  }
}

export function filesOf(visit: VisitIn): string[] {
  return visit.findings.flatMap((finding) => finding.photos.map((photo) => photo.sha256));
}

function offset(status: number, upload: Upload): Response {
  const headers = { "Upload-Offset": String(upload.bytes.length), "Upload-Length": String(upload.length) };
  return new Response(null, { status, headers });
}

export function json(said: unknown, status = 200): Response {
  return new Response(JSON.stringify(said), { status, headers: { "Content-Type": "application/json" } });
}

export function refusal(status: number, message: string, fields: Record<string, string> = {}): Response {
  return json({ number: status, message, next_step: "", fields }, status);
}

export async function requestOf(input: string, init: RequestInit = {}): Promise<Request> {
  const url = new URL(input, "https://phone.test");
  return {
    method: init.method ?? "GET",
    path: url.pathname.replace("/api/v1/field/", ""),
    query: url.searchParams,
    headers: new Headers(init.headers),
    body: new Uint8Array(await new Response(init.body ?? null).arrayBuffer()),
  };
}

/** A wire to the server that never breaks. */
export function wire(server: Server): Fetch {
  return async (input, init) => server.answer(await requestOf(input, init));
}

/** How a wire breaks: before the server hears, in the middle of a chunk, or after it has done all but answer. */
export type Cut = "before" | "middle" | "after" | null;

export function cutWire(server: Server, cut: (request: Request) => Cut): Fetch {
  return async (input, init) => {
    const request = await requestOf(input, init);
    const how = cut(request);
    if (how === "before") throw new TypeError("Failed to fetch");
    if (how === "middle") hearHalf(server, request);
    const answer = how === "middle" ? null : server.answer(request);
    if (how || !answer) throw new TypeError("network changed");
    return answer;
  };
}

function hearHalf(server: Server, request: Request): void {
  const sha256 = request.path.slice("files/".length);
  const upload = server.uploads.get(sha256);
  if (request.method !== "PATCH" || !upload) return;
  if (Number(request.headers.get("Upload-Offset")) !== upload.bytes.length) return;
  server.append(sha256, upload, request.body.slice(0, Math.floor(request.body.length / 2)));
}
