/** Visits being made. Every change is on the phone's disk before anything else happens; closing the page loses nothing. */
import type { Assignment, CheckList, Place, Position, VisitKind } from "./contract";
import type { Draft, DraftFinding, FieldDatabase, StoredFile } from "./database";

export interface Begin {
  place: Place;
  assignment: Assignment | null;
  list: CheckList | undefined;
  kind: VisitKind;
  position: Position | null;
  now: Date;
}

/** A visit begun at the same place and not handed in is taken up again. */
export async function begin(db: FieldDatabase, wanted: Begin): Promise<Draft> {
  return db.transaction("rw", db.draft, async () => {
    const open = await db.draft.where("place_id").equals(wanted.place.id).first();
    if (open) return open;
    const draft = fresh(wanted);
    await db.draft.add(draft);
    return draft;
  });
}

function fresh({ place, assignment, list, kind, position, now }: Begin): Draft {
  return {
    client_id: crypto.randomUUID(),
    place_id: place.id,
    place_name: place.name,
    assignment_id: assignment?.id ?? null,
    kind: assignment?.kind ?? kind,
    started_at: now.toISOString(),
    changed_at: now.toISOString(),
    position,
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

interface Unwritten {
  draft: Draft;
  files: StoredFile[];
}

/** Writes drafts one after the other; of several changes that wait, the last one is written, with all their photographs. */
export class DraftKeeper {
  private readonly waiting = new Map<string, Unwritten>();
  private writing: Promise<void> | null = null;

  constructor(private readonly db: FieldDatabase) {}

  /** The promise ends when this state, or a later one, is kept: the draft and the photographs it names, or neither. */
  save(draft: Draft, files: StoredFile[] = []): Promise<void> {
    const earlier = this.waiting.get(draft.client_id)?.files ?? [];
    this.waiting.set(draft.client_id, { draft: copyOf(draft), files: [...earlier, ...files] });
    this.writing ??= this.write().finally(() => (this.writing = null));
    return this.writing;
  }

  private async write(): Promise<void> {
    for (let next = this.next(); next; next = this.next()) await this.writeOne(next);
  }

  /** `update` and not `put`: a draft handed in or thrown away elsewhere must not come back. */
  private async writeOne({ draft, files }: Unwritten): Promise<void> {
    const changed = { ...draft, changed_at: new Date().toISOString() };
    await this.db.transaction("rw", this.db.draft, this.db.file, async () => {
      for (const file of files) if (!(await this.db.file.get(file.sha256))) await this.db.file.add(file);
      await this.db.draft.update(draft.client_id, changed);
    });
  }

  private next(): Unwritten | undefined {
    const [first] = this.waiting;
    if (!first) return undefined;
    this.waiting.delete(first[0]);
    return first[1];
  }
}

/** Drafts are plain data, but on the screen they are wrapped for watching: a wrapped thing cannot be stored. */
export function copyOf(draft: Draft): Draft {
  return JSON.parse(JSON.stringify(draft)) as Draft;
}

export async function discard(db: FieldDatabase, clientId: string): Promise<void> {
  await db.transaction("rw", db.draft, db.file, db.outbox, async () => {
    await db.draft.delete(clientId);
    await dropUnused(db);
  });
}

/** Photographs that neither a draft nor anything still to be sent names. Call inside a transaction on the three tables. */
export async function dropUnused(db: FieldDatabase): Promise<void> {
  const used = new Set<string>();
  await db.draft.each((draft) => photosOf(draft).forEach((sha256) => used.add(sha256)));
  await db.outbox
    .where("state")
    .notEqual("received")
    .each((item) => item.files.forEach((sha256) => used.add(sha256)));
  await db.file.filter((file) => !used.has(file.sha256)).delete();
}

export function photosOf(draft: Draft): string[] {
  return [...new Set(draft.findings.flatMap((finding) => finding.photos.map((photo) => photo.sha256)))];
}
