/** Whatever breaks, and however often: everything arrives once, whole, and the phone knows. */
import { describe, expect, it } from "vitest";

import { canonical } from "../src/engine/canonical";
import { FieldDatabase } from "../src/engine/database";
import { countOnPhone, handIn } from "../src/engine/outbox";
import { emptyDatabase, filled, NOW, photo, place, sync } from "./phone";
import { type Cut, cutWire, filesOf, Server, wire } from "./server";

const CUTS = 200;

/** Numbers that look random and are the same at every run (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

async function dayOfWork(db: FieldDatabase, visits: number): Promise<void> {
  for (let number = 1; number <= visits; number += 1) {
    // One photograph is of everybody: the same bytes in many visits are sent once.
    const photos = [photo("market hall"), photo(`stall ${number} `), photo(`drain ${number} `, 200)];
    await handIn(db, await filled(db, place(number), photos), new Date(NOW.getTime() + number * 60_000));
  }
}

describe.each([1, 2, 3])("a day of 40 visits over a wire cut %i × 200 times", (seed) => {
  it("arrives whole and nothing twice", async () => {
    const db = emptyDatabase();
    await dayOfWork(db, 40);
    const made = await db.outbox.toArray();
    const server = new Server();
    const random = chance(seed);
    let cuts = 0;
    const cut = (): Cut => {
      if (cuts >= CUTS || random() > 0.4) return null;
      cuts += 1;
      return (["before", "middle", "after"] as const)[Math.floor(random() * 3)] ?? null;
    };

    let phone = db;
    for (let passes = 0; (await countOnPhone(phone)) && passes < 1000; passes += 1) {
      await sync(phone, cutWire(server, cut));
      // Now and then the phone is switched off: only what is on its disk goes on.
      if (random() < 0.2) phone = reopened(phone);
    }

    expect(cuts).toBe(CUTS);
    const bodies = [...server.visits.values()].map(({ body }) => canonical(body)).sort();
    expect(bodies).toEqual(made.map(({ body }) => body).sort());
    expect(server.taken.length).toBe(new Set(server.taken).size);
    expect([...server.files.keys()].sort()).toEqual([...new Set(made.flatMap(({ files }) => files))].sort());
    expect(server.files.size).toBe(81);
    expect(await phone.file.count()).toBe(0);
    for (const item of await phone.outbox.toArray()) {
      expect(item.state).toBe("received");
      expect(item.receipt?.body_sha256).toBe(server.visits.get(item.client_id)?.receipt.body_sha256);
    }
  });
});

function reopened(db: FieldDatabase): FieldDatabase {
  const { name } = db;
  db.close();
  return new FieldDatabase(Number(name.replace("diebian-field-", "")));
}

describe("a file that was cut", () => {
  it("goes on from where it was, and is not sent again", async () => {
    const db = emptyDatabase();
    const big = photo("a long photograph", 640);
    await handIn(db, await filled(db, place(1), [big]), NOW);
    const server = new Server();
    let chunks = 0;
    const sent: number[] = [];
    const cut = cutWire(server, (request) => {
      if (request.method !== "PATCH") return null;
      sent.push(request.body.length);
      chunks += 1;
      return chunks === 5 ? "after" : null;
    });
    expect(await sync(db, cut)).toBe("offline");
    expect(await sync(db, cut)).toBe("done");
    expect(sent.reduce((sum, bytes) => sum + bytes)).toBe(640);
    expect(filesOf([...server.visits.values()][0]!.body)).toEqual([big.photo.sha256]);
  });

  it("begins anew when the server has lost it", async () => {
    const db = emptyDatabase();
    await handIn(db, await filled(db, place(1), [photo("one")]), NOW);
    const server = new Server();
    let isCut = false;
    const cut = cutWire(server, ({ path }) => (path === "visits" && !isCut ? ((isCut = true), "before") : null));
    expect(await sync(db, cut)).toBe("offline");
    server.uploads.clear();
    server.files.clear();
    await sync(db, wire(server)); // 424: the server names what it lacks
    expect(server.visits.size).toBe(0);
    await sync(db, wire(server));
    expect(server.visits.size).toBe(1);
    expect(await countOnPhone(db)).toBe(0);
  });
});
