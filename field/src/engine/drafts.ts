/** Visits being made. Every change is on the phone's disk before anything else happens; closing the page loses nothing. */
import type { Table } from "dexie";

import type { Assignment, CheckList, Place, VisitKind } from "./contract";
import type { AnswerDraft, Draft, DraftFinding, FieldDatabase, StoredFile } from "./database";
import { isNoRoom } from "./storage";

export interface Begin {
  placeId: number;
  /** What it is unless it was planned otherwise. */
  kind: VisitKind;
  now: Date;
}

/**
 * A visit begun at the same place and not handed in is taken up again; one begun before the check list was here gets it.
 * Reads for itself what the phone knows: the screen may not have it yet.
 */
export async function begin(db: FieldDatabase, { placeId, kind, now }: Begin): Promise<Draft | null> {
  return db.transaction("rw", db.draft, db.place, db.checkList, db.assignment, async () => {
    const place = await db.place.get(placeId);
    const list = place && (await db.checkList.get(place.place_type));
    const open = await db.draft.where("place_id").equals(placeId).first();
    if (!place || open?.items.length) return open ?? null;
    const assignment = await db.assignment.where("place_id").equals(placeId).first();
    const draft = open ? { ...open, items: list?.items ?? [], revision: revisionOf(open) + 1 } : fresh(place, assignment, list, kind, now);
    await db.draft.put(draft);
    return draft;
  });
}

function fresh(
  place: Place,
  assignment: Assignment | undefined,
  list: CheckList | undefined,
  kind: VisitKind,
  now: Date,
): Draft {
  return {
    client_id: crypto.randomUUID(),
    place_id: place.id,
    place_name: place.name,
    assignment_id: assignment?.id ?? null,
    kind: assignment?.kind ?? kind,
    started_at: now.toISOString(),
    changed_at: now.toISOString(),
    position: null,
    items: list?.items ?? [],
    answers: {},
    findings: [],
    note: "",
  };
}

export function newFinding(checkItemId: number | null, categoryCode = ""): DraftFinding {
  return {
    key: crypto.randomUUID(),
    check_item_id: checkItemId,
    description: "",
    category_code: categoryCode,
    level: "limited",
    is_fixed_on_spot: false,
    photos: [],
  };
}

/** What is written while it is being made: a visit, or the answer to a task. */
export interface Written {
  client_id: string;
  changed_at: string;
  revision?: number;
}

interface Unwritten<D> {
  draft: D;
  files: StoredFile[];
}

/** Another window has written this draft since it was read here: nothing was written. */
export class Overtaken extends Error {}

/** Does a write, perhaps a second time once there is room. */
type Trying = <T>(write: () => Promise<T>) => Promise<T>;

/** Writes drafts one after the other; of several changes that wait, the last one is written, with all their photographs. */
export class Keeper<D extends Written> {
  private readonly waiting = new Map<string, Unwritten<D>>();
  private readonly revisions = new Map<string, number>();
  /** Photographs that found no room: they must not hold up the words. */
  private readonly dropped = new Set<string>();
  private writing: Promise<void> | null = null;

  /** `trying` runs a write of words alone; it may make room for it. */
  constructor(
    private readonly db: FieldDatabase,
    private readonly table: Table<D, string>,
    private readonly trying: Trying = (write) => write(),
  ) {}

  /** As it is now, whoever writes it. */
  read(clientId: string): Promise<D | undefined> {
    return this.table.get(clientId);
  }

  /** The draft as it is, for this window to write from now on: what any other still has in hand comes too late. */
  async claim(clientId: string): Promise<D | undefined> {
    // What a full phone has not taken yet comes first; if it still does not, it is what the screen goes on with.
    if (this.waiting.size) await (this.writing ??= this.write()).catch(() => undefined);
    const kept = await this.claimKept(clientId);
    if (!kept) return undefined;
    this.revisions.set(clientId, revisionOf(kept));
    return this.waiting.get(clientId)?.draft ?? kept;
  }

  /** Whether something of it could not be written yet. */
  isBehind(clientId: string): boolean {
    return this.waiting.has(clientId);
  }

  /** Where there is no room even for that, the draft is taken as it lies: it can still be read, and written once there is. */
  private async claimKept(clientId: string): Promise<D | undefined> {
    try {
      return await this.trying(() => this.countUp(clientId));
    } catch (error) {
      if (!isNoRoom(error)) throw error;
      return this.table.get(clientId);
    }
  }

  private countUp(clientId: string): Promise<D | undefined> {
    return this.db.transaction("rw", this.table, async () => {
      const kept = await this.table.get(clientId);
      if (!kept) return undefined;
      const draft = { ...kept, revision: revisionOf(kept) + 1 };
      await this.table.put(draft);
      return draft;
    });
  }

  /**
   * The promise ends when this state, or a later one, is kept: the draft and the photographs it names, or neither. Raises
   * Overtaken, and what the database raises; then the change still waits, and the next save tries it again.
   */
  save(draft: D, files: StoredFile[] = []): Promise<void> {
    for (const file of files) this.dropped.delete(file.sha256);
    this.put({ draft: copyOf(draft), files });
    return (this.writing ??= this.write());
  }

  /** Gives up a photograph that could not be written. */
  drop(sha256: string): void {
    this.dropped.add(sha256);
  }

  /** When all that waits was tried, whatever came of it. */
  async settled(): Promise<void> {
    await this.writing?.catch(() => undefined);
  }

  private put({ draft, files }: Unwritten<D>): void {
    const earlier = this.waiting.get(draft.client_id)?.files ?? [];
    this.waiting.set(draft.client_id, { draft, files: [...earlier, ...files] });
  }

  private async write(): Promise<void> {
    try {
      for (let next = this.next(); next; next = this.next()) await this.tryOne(next);
    } finally {
      // In the same breath as the last look at what waits: nothing can come in between and be forgotten.
      this.writing = null;
    }
  }

  private async tryOne(next: Unwritten<D>): Promise<void> {
    try {
      if (next.files.some((file) => !this.dropped.has(file.sha256))) await this.writeOne(next);
      else await this.trying(() => this.writeOne(next));
    } catch (error) {
      if (!(error instanceof Overtaken)) this.putBack(next);
      throw error;
    }
  }

  private putBack({ draft, files }: Unwritten<D>): void {
    const newer = this.waiting.get(draft.client_id);
    this.waiting.set(draft.client_id, { draft: newer?.draft ?? draft, files: [...files, ...(newer?.files ?? [])] });
  }

  /** A draft handed in or thrown away elsewhere does not come back. */
  private async writeOne({ draft, files }: Unwritten<D>): Promise<void> {
    const { client_id } = draft;
    const revision = (this.revisions.get(client_id) ?? revisionOf(draft)) + 1;
    const changed = { ...draft, revision, changed_at: new Date().toISOString() };
    await this.db.transaction("rw", this.table, this.db.file, async () => {
      const kept = await this.table.get(client_id);
      if (!kept) return;
      if (revisionOf(kept) !== revision - 1) throw new Overtaken(client_id);
      for (const file of files) await this.addFile(file);
      await this.table.put(changed);
    });
    this.revisions.set(client_id, revision);
  }

  private async addFile(file: StoredFile): Promise<void> {
    if (!this.dropped.has(file.sha256) && !(await this.db.file.get(file.sha256))) await this.db.file.add(file);
  }

  private next(): Unwritten<D> | undefined {
    const [first] = this.waiting;
    if (!first) return undefined;
    this.waiting.delete(first[0]);
    return first[1];
  }
}

export class DraftKeeper extends Keeper<Draft> {
  constructor(db: FieldDatabase, trying?: Trying) {
    super(db, db.draft as unknown as Table<Draft, string>, trying);
  }
}

export class AnswerKeeper extends Keeper<AnswerDraft> {
  constructor(db: FieldDatabase, trying?: Trying) {
    super(db, db.answerDraft as unknown as Table<AnswerDraft, string>, trying);
  }
}

function revisionOf(draft: Written): number {
  return draft.revision ?? 0;
}

/** Drafts are plain data, but on the screen they are wrapped for watching: a wrapped thing cannot be stored. */
export function copyOf<D>(draft: D): D {
  return JSON.parse(JSON.stringify(draft)) as D;
}

/** The tables that name photographs, and the photographs: what may go is only known with all of them. */
export function holding(db: FieldDatabase): Table[] {
  return [db.draft, db.answerDraft, db.outbox, db.file];
}

export async function discard(db: FieldDatabase, clientId: string): Promise<void> {
  await db.transaction("rw", holding(db), async () => {
    await db.draft.delete(clientId);
    await db.answerDraft.delete(clientId);
    await dropUnused(db);
  });
}

/** Photographs that neither a draft nor anything still to be sent names. Call inside a transaction on `holding`. */
export async function dropUnused(db: FieldDatabase): Promise<void> {
  const used = new Set<string>();
  await db.draft.each((draft) => photosOf(draft).forEach((sha256) => used.add(sha256)));
  await db.answerDraft.each((draft) => draft.photos.forEach(({ sha256 }) => used.add(sha256)));
  await db.outbox
    .where("state")
    .notEqual("received")
    .each((item) => item.files.forEach((sha256) => used.add(sha256)));
  await db.file.filter((file) => !used.has(file.sha256)).delete();
}

export function photosOf(draft: Draft): string[] {
  return [...new Set(draft.findings.flatMap((finding) => finding.photos.map((photo) => photo.sha256)))];
}
