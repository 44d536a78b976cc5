/** Lets tus speak through the same door as everything else: one timeout, one token, one place to cut the wire in tests. */
import type { HttpRequest, HttpResponse, HttpStack } from "tus-js-client";

import { type Door, Unreachable } from "./http";

export class DoorStack implements HttpStack {
  constructor(private readonly door: Door) {}

  createRequest(method: string, url: string): HttpRequest {
    return new DoorRequest(this.door, method, url);
  }

  getName(): string {
    return "DoorStack";
  }
}

class DoorRequest implements HttpRequest {
  private readonly given: Record<string, string> = {};
  private readonly stop = new AbortController();

  constructor(
    private readonly door: Door,
    private readonly method: string,
    private readonly url: string,
  ) {}

  getMethod = (): string => this.method;
  getURL = (): string => this.url;
  getHeader = (name: string): string | undefined => this.given[name];
  getUnderlyingObject = (): unknown => this;

  setHeader(name: string, value: string): void {
    this.given[name] = value;
  }

  /** A fetch tells nothing of its progress; chunks are small enough. */
  setProgressHandler(): void {}

  async send(body: Blob | null): Promise<HttpResponse> {
    const signal = AbortSignal.any([this.stop.signal, AbortSignal.timeout(120_000)]);
    const init: RequestInit = { headers: this.given, body: body ?? null, signal };
    return answerOf(await this.door.call(this.method, this.url, init));
  }

  abort(): Promise<void> {
    this.stop.abort();
    return Promise.resolve();
  }
}

async function answerOf(response: Response): Promise<HttpResponse> {
  const text = await response.text().catch(() => {
    throw new Unreachable("broken off");
  });
  return {
    getStatus: () => response.status,
    getHeader: (name) => response.headers.get(name) ?? undefined,
    getBody: () => text,
    getUnderlyingObject: () => response,
  };
}
