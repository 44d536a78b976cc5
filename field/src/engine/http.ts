/** The way to the server. Every failure is either a refusal (the server spoke) or that it could not be reached. */
import type { AnswerReceipt, Changes, FileReceipt, Me, VisitReceipt } from "./contract";

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

export const BASE = "/api/v1/field/";
const PATIENCE_MS = 60_000;

/** No answer, or one that is not ours (a hotel's sign-in page answers 200 to everything). */
export class Unreachable extends Error {}

/** The server said no. `number` begins with the HTTP status. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly fields: Record<string, string> = {},
    readonly retryAfterMs = 0,
  ) {
    super(message);
  }

  /** To sign in again helps; the thing itself is not at fault. */
  get isAboutSession(): boolean {
    return this.status === 401;
  }

  /** Later it may pass as it is. 403: rights come back; 404: the server may have been restored to an older state. */
  get isPassing(): boolean {
    return this.status >= 500 || [403, 404, 408, 409, 410, 423, 424, 425, 429, 460].includes(this.status);
  }
}

export class Door {
  csrf = "";

  constructor(
    private readonly send: Fetch,
    readonly language: () => string = () => "zh-hans",
  ) {}

  async me(): Promise<Me> {
    const me = (await this.json("GET", "me")) as Me;
    if (typeof me.user_id !== "number") throw new Unreachable("not an answer of ours");
    this.csrf = me.csrf_token;
    return me;
  }

  async changes(cursor: string): Promise<Changes> {
    const changes = (await this.json("GET", `changes${cursor && `?cursor=${encodeURIComponent(cursor)}`}`)) as Changes;
    if (!Array.isArray(changes.items) || !changes.cursor) throw new Unreachable("not an answer of ours");
    return changes;
  }

  async fileReceipt(sha256: string): Promise<FileReceipt> {
    return (await this.json("GET", `files/${sha256}`)) as FileReceipt;
  }

  /** Gives the receipt for a body that is sent as it is. */
  async submit(path: "visits", body: string, bodySha256: string): Promise<VisitReceipt>;
  async submit(path: "answers", body: string, bodySha256: string): Promise<AnswerReceipt>;
  async submit(path: string, body: string, bodySha256: string): Promise<unknown> {
    const headers = { "Content-Type": "application/json", "X-Body-SHA256": bodySha256 };
    return this.json("POST", path, { body, headers });
  }

  /** A picture of a page of ours; only from this very server. Raises Unreachable for what is no picture. */
  async picture(address: string): Promise<{ bytes: ArrayBuffer; type: string }> {
    const response = await this.call("GET", address, { redirect: "error", cache: "default" });
    if (!response.ok) throw await refusalOf(response);
    const type = response.headers.get("Content-Type") ?? "";
    if (!type.startsWith("image/")) throw new Unreachable("not an answer of ours");
    const bytes = await response.arrayBuffer().catch(() => {
      throw new Unreachable("broken off");
    });
    return { bytes, type };
  }

  /** Headers that every call carries. */
  headers(): Record<string, string> {
    return { "X-CSRFToken": this.csrf, "Accept-Language": this.language() };
  }

  /** Raises Unreachable when there was no answer; any answer is given back. */
  async call(method: string, url: string, init: RequestInit = {}): Promise<Response> {
    const signal = init.signal ?? AbortSignal.timeout(PATIENCE_MS);
    const headers = { ...this.headers(), ...(init.headers as Record<string, string> | undefined) };
    try {
      return await this.send(url, { credentials: "same-origin", cache: "no-store", ...init, method, headers, signal });
    } catch (error) {
      throw new Unreachable(error instanceof Error ? error.message : String(error));
    }
  }

  private async json(method: string, path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await this.call(method, BASE + path, { ...init, redirect: "error" });
    if (!response.ok) throw await refusalOf(response);
    return read(response);
  }
}

async function read(response: Response): Promise<Record<string, unknown>> {
  try {
    const said: unknown = await response.json();
    if (said && typeof said === "object") return said as Record<string, unknown>;
  } catch {
    // Broken off in the middle, or not JSON: the same as no answer.
  }
  throw new Unreachable("not an answer of ours");
}

/** What the server said, whatever it is that it said. */
export async function refusalOf(response: Response): Promise<Refusal> {
  const said = (await response.json().catch(() => ({}))) as { message?: string; fields?: Record<string, string> };
  const after = Number(response.headers.get("Retry-After") ?? 0);
  return new Refusal(response.status, said.message ?? `HTTP ${response.status}`, said.fields ?? {}, after * 1000 || 0);
}
