/** A browser that empties what an app keeps does not say so. */
import { describe, expect, it } from "vitest";

import { keepMark, lookForEmptied, type Shelf } from "../src/engine/marker";
import { FieldDatabase } from "../src/engine/database";
import { handIn } from "../src/engine/outbox";
import { emptyDatabase, filled, NOW, place } from "./phone";

class Paper implements Shelf {
  text: string | null = null;
  read = () => this.text;
  write = (text: string) => void (this.text = text);
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !holds(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function emptied(db: FieldDatabase): Promise<FieldDatabase> {
  await db.delete();
  return new FieldDatabase(Number(db.name.replace("diebian-field-", "")));
}

describe("a database", () => {
  it("that is new, or of an older version, has not been emptied", async () => {
    const paper = new Paper();
    const db = emptyDatabase();
    expect(await lookForEmptied(db, [paper])).toBeNull();
    expect(await lookForEmptied(db, [paper])).toBeNull();
  });

  it("that was emptied is known by what was written down elsewhere, with how much was lost", async () => {
    const [paper, cleared] = [new Paper(), new Paper()];
    const db = emptyDatabase();
    await lookForEmptied(db, [paper]);
    const stop = keepMark(db, [paper, cleared]);
    await filled(db, place(1), []);
    await handIn(db, await filled(db, place(2), []), NOW);
    await until(() => paper.text === "2");
    expect(paper.text).toBe("2");
    stop();
    cleared.text = null;
    const anew = await emptied(db);
    expect(await lookForEmptied(anew, [cleared, paper])).toBe(2);
    expect(await lookForEmptied(anew, [cleared, paper])).toBeNull();
  });

  it("emptied when all had arrived has lost nothing", async () => {
    const paper = new Paper();
    paper.text = "0";
    expect(await lookForEmptied(emptyDatabase(), [paper])).toBe(0);
    paper.text = "nonsense";
    expect(await lookForEmptied(emptyDatabase(), [paper])).toBe(0);
  });
});
