/** What the phone keeps. One database for each account: nobody's visits are ever sent under another's name. */
import { Dexie, type EntityTable, type Table, type Transaction } from "dexie";

import type {
  AnswerReceipt,
  AnswerResult,
  Assignment,
  Category,
  CheckItem,
  CheckList,
  FileReceipt,
  Level,
  Mark,
  Me,
  PhotoIn,
  Place,
  Position,
  Task,
  VisitKind,
  VisitReceipt,
} from "./contract";
import type { PictureType } from "./looks";
import { taskOf } from "./tasks";

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

/** An answer to a task being made. It holds the task as it was then: a case that moves on takes no answer away. */
export interface AnswerDraft {
  client_id: string;
  task_id: string;
  task: Task;
  result: AnswerResult | "";
  text: string;
  photos: PhotoIn[];
  /** By photograph of the case. */
  marks: Record<number, Mark[]>;
  changed_at: string;
  position: Position | null;
  /** As a visit's. */
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

interface Sent {
  client_id: string;
  body: string;
  body_sha256: string;
  files: string[];
  finished_at: string;
  state: OutboxState;
  tries: number;
  next_try_at: number;
  message: string;
}

/** `draft` is what it was made from: what was refused can be opened again. */
export interface VisitItem extends Sent {
  about: "visit";
  place_name: string;
  finding_count: number;
  draft: Draft | null;
  receipt: VisitReceipt | null;
}

export interface AnswerItem extends Sent {
  about: "answer";
  task_id: string;
  task: Task;
  result: AnswerResult;
  draft: AnswerDraft | null;
  receipt: AnswerReceipt | null;
}

export type OutboxItem = VisitItem | AnswerItem;

/** A picture of a task, kept for where there is no network; its bytes lie apart, so that looking through these is quick. */
export interface Picture {
  address: string;
  size: number;
  /** Milliseconds: when a task last wanted it. */
  wanted_at: number;
}

export interface PictureBytes {
  address: string;
  bytes: ArrayBuffer;
  type: string;
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
  task!: EntityTable<Task, "id">;
  category!: EntityTable<Category, "id">;
  meta!: EntityTable<Meta, "key">;
  draft!: EntityTable<Draft, "client_id">;
  file!: EntityTable<StoredFile, "sha256">;
  outbox!: Table<OutboxItem, string>;
  answerDraft!: EntityTable<AnswerDraft, "client_id">;
  picture!: EntityTable<Picture, "address">;
  pictureBytes!: EntityTable<PictureBytes, "address">;

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
    this.version(2)
      .stores({
        answerDraft: "client_id, task_id, changed_at",
        picture: "address, wanted_at",
        pictureBytes: "address",
        outbox: "client_id, state, finished_at, task_id",
      })
      .upgrade(toAnswers);
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

/**
 * Version 2: tasks are answered here. What waits to be sent stays as it is; tasks known by numbers get the new form, and
 * without a cursor everything is asked for once more, so that none of them stays behind.
 */
async function toAnswers(change: Transaction): Promise<void> {
  const tasks = change.table<Record<string, unknown>, number | string>("task");
  const old = await tasks.toArray();
  await tasks.clear();
  await tasks.bulkAdd(old.map((task) => ({ ...taskOf(task["id"] as number | string, task) })));
  await change.table("outbox").toCollection().modify({ about: "visit" });
  await change.table("meta").delete("cursor");
}
