/** One photograph to the server by tus: what was sent before a break is not sent again. */
import { type DetailedError, Upload } from "tus-js-client";

import type { FileReceipt } from "./contract";
import type { StoredFile } from "./database";
import { BASE, type Door, Refusal, Unreachable } from "./http";
import { DoorStack } from "./transport";

/** Gives the receipt. Raises Refusal, Unreachable. */
export async function sendFile(door: Door, file: StoredFile, chunkBytes: number): Promise<FileReceipt> {
  await upload(door, file, chunkBytes);
  const receipt = await door.fileReceipt(file.sha256);
  if (receipt.sha256 !== file.sha256) throw new Unreachable("not the receipt of this file");
  return receipt;
}

function upload(door: Door, file: StoredFile, chunkBytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const { origin } = globalThis.location;
    const sending = new Upload(new Blob([file.bytes]), {
      endpoint: `${origin}${BASE}files`,
      // Asked for first: whatever of it is there already is not sent again; 404 makes it begin.
      uploadUrl: `${origin}${BASE}files/${file.sha256}`,
      metadata: { sha256: file.sha256, name: file.name },
      uploadSize: file.size,
      chunkSize: chunkBytes,
      httpStack: new DoorStack(door),
      // When to try again is the outbox's to say, so that it can be shown.
      retryDelays: null,
      storeFingerprintForResuming: false,
      onSuccess: () => resolve(),
      onError: (error) => reject(reasonOf(error)),
    });
    sending.start();
  });
}

function reasonOf(error: Error | DetailedError): Error {
  const cause = "causingError" in error ? error.causingError : null;
  if (cause instanceof Unreachable) return cause;
  const answer = "originalResponse" in error ? error.originalResponse : null;
  if (!answer || answer.getStatus() < 300) return new Unreachable(error.message);
  const after = Number(answer.getHeader("Retry-After") ?? 0) * 1000 || 0;
  return new Refusal(answer.getStatus(), messageIn(answer.getBody()) || error.message, {}, after);
}

function messageIn(body: string): string {
  try {
    return String((JSON.parse(body) as { message?: unknown }).message ?? "");
  } catch {
    return "";
  }
}
