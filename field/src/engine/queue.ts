/** The whole outbox as one file: for a cable or a stick when the network does not come. Reading it in changes nothing twice. */
import { strToU8, Zip, ZipPassThrough } from "fflate";

import type { AnswerIn, VisitIn } from "./contract";
import type { FieldDatabase, OutboxItem } from "./database";
import { canonical } from "./canonical";

export const MANIFEST = "manifest.json";

/** Everything without a receipt, also what was refused: the office may know what to do with it. */
export async function queueFile(db: FieldDatabase, madeAt: Date): Promise<Blob> {
  const items = await db.outbox.where("state").notEqual("received").sortBy("finished_at");
  const visits = bodiesOf<VisitIn>(items, "visit");
  const answers = bodiesOf<AnswerIn>(items, "answer");
  const username = (await db.me())?.username ?? "";
  const zip = new Pieces();
  zip.add(MANIFEST, strToU8(canonical({ made_at: madeAt.toISOString(), username, visits, answers })));
  for (const sha256 of new Set(items.flatMap((item) => item.files))) {
    const file = await db.file.get(sha256);
    if (file) zip.add(`files/${sha256}`, new Uint8Array(file.bytes));
  }
  return zip.end();
}

function bodiesOf<T>(items: OutboxItem[], about: OutboxItem["about"]): T[] {
  return items.filter((item) => item.about === about).map((item) => JSON.parse(item.body) as T);
}

/** Photographs do not get smaller by packing, so they are only strung together, one in memory at a time. */
class Pieces {
  private readonly parts: Uint8Array<ArrayBuffer>[] = [];
  private readonly zip = new Zip((error, part) => {
    if (error) throw error;
    this.parts.push(part as Uint8Array<ArrayBuffer>);
  });

  add(name: string, content: Uint8Array): void {
    const entry = new ZipPassThrough(name);
    this.zip.add(entry);
    entry.push(content, true);
  }

  end(): Blob {
    this.zip.end();
    return new Blob(this.parts, { type: "application/zip" });
  }
}

export function queueName(username: string, madeAt: Date): string {
  return `diebian-${username}-${madeAt.toISOString().slice(0, 16).replace(/[-:]/g, "")}.zip`;
}
