/** What the phone keeps. One database for each account: nobody's visits are ever sent under another's name. */
import { Dexie, type EntityTable, type Table } from "dexie";

import type {
  Assignment,
  Category,
  CheckItem,
  CheckList,
  FileReceipt,
  Level,
  Me,
  PhotoIn,
  Place,
  Position,
  Task,
  VisitKind,
  VisitReceipt,
} from "./contract";
import type { PictureType } from "./looks";

export interface Answer {
  result: string;
  counted: number | null;
  extent: number;
  total: number;
  note: string;
}

export interface DraftFinding {
  key: string;
  check_item_id: number | null;
  description: string;
  category_code: string;
  level: Level;
  is_fixed_on_spot: boolean;
  photos: PhotoIn[];
}

/** A visit being made. It holds its own check list: a new edition that arrives meanwhile does not change the form. */
export interface Draft {
  client_id: string;
  place_id: number;
  place_name: string;
  assignment_id: number | null;
  kind: VisitKind;
  started_at: string;
  changed_at: string;
  position: Position | null;
  items: CheckItem[];
  answers: Record<number, Answer>;
  findings: DraftFinding[];
  note: string;
  /** Counts what was written: whoever writes on top of another state than the last one is stopped. Old drafts have none. */
  revision?: number;
}

/** Bytes, not a Blob: some phones' browsers have lost the files behind stored Blobs. */
export interface StoredFile {
  sha256: string;
  name: string;
  /** Missing in what older versions kept: a JPEG. */
  type?: PictureType;
  bytes: ArrayBuffer;
  size: number;
  kept_at: string;
  state: "waiting" | "sent" | "refused";
  receipt: FileReceipt | null;
  message: string;
}

export type OutboxState = "waiting" | "received" | "refused" | "rival";

export interface OutboxItem {
  client_id: string;
  place_name: string;
  finding_count: number;
  body: string;
  body_sha256: string;
  files: string[];
  /** The draft it was made from: a refused visit can be opened again. */
  draft: Draft | null;
  finished_at: string;
  state: OutboxState;
  tries: number;
  next_try_at: number;
  message: string;
  receipt: VisitReceipt | null;
}

export interface Meta {
  key: "cursor" | "me" | "synced_at" | "pause" | "made";
  value: unknown;
}

/** The network was away: not before `until` (ms), after `tries` failures in a row. */
export interface Pause {
  until: number;
  tries: number;
}

export class FieldDatabase extends Dexie {
  place!: EntityTable<Place, "id">;
  checkList!: EntityTable<CheckList, "id">;
  assignment!: EntityTable<Assignment, "id">;
  task!: Table<Task, number | string>;
  category!: EntityTable<Category, "id">;
  meta!: EntityTable<Meta, "key">;
  draft!: EntityTable<Draft, "client_id">;
  file!: EntityTable<StoredFile, "sha256">;
  outbox!: EntityTable<OutboxItem, "client_id">;

  constructor(userId: number) {
    super(`diebian-field-${userId}`);
    this.version(1).stores({
      place: "id",
      checkList: "id",
      assignment: "id, place_id",
      task: "id, place_id",
      category: "id",
      meta: "key",
      draft: "client_id, place_id, changed_at",
      file: "sha256, state",
      outbox: "client_id, state, finished_at",
    });
  }

  async me(): Promise<Me | undefined> {
    return (await this.meta.get("me"))?.value as Me | undefined;
  }

  async cursor(): Promise<string> {
    return ((await this.meta.get("cursor"))?.value as string | undefined) ?? "";
  }

  async pause(): Promise<Pause> {
    return ((await this.meta.get("pause"))?.value as Pause | undefined) ?? { until: 0, tries: 0 };
  }
}
